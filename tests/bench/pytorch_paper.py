"""The paper's network as PyTorch users write it: what `alexnet bench` is compared with."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class TowerLrn(nn.Module):
    """Normalizes each tower's maps separately; alpha as PyTorch wants it, times the five maps."""

    def forward(self, x):
        return torch.cat([F.local_response_norm(t, 5, alpha=5e-4, beta=0.75, k=2.0)
                          for t in x.chunk(2, dim=1)], dim=1)


def paper(lrn):
    norm = TowerLrn if lrn else nn.Identity
    return nn.Sequential(
        nn.ZeroPad2d((0, 3, 0, 3)),
        nn.Conv2d(3, 96, 11, 4), nn.ReLU(True), norm(), nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(True), norm(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(True),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(True),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(True), nn.MaxPool2d(3, 2),
        nn.Flatten(), nn.Linear(9216, 4096), nn.ReLU(True), nn.Dropout(),
        nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout(), nn.Linear(4096, 1000))
