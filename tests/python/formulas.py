"""The layers' formulas in NumPy, in double precision, to compare the module with."""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv_windows(x, size, stride, pad):
    """Every window of x that a filter of size x size sees: (N, C, OH, OW, size, size)."""
    n, c, height, width = x.shape
    out = [1 + -(-(extent + 2 * pad - size) // stride) for extent in (height, width)]
    padded = np.zeros([n, c] + [max(height + 2 * pad, (o - 1) * stride + size) for o in out])
    padded[:, :, pad:pad + height, pad:pad + width] = x
    windows = sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    return windows[:, :, :out[0], :out[1]]


def conv_forward(x, weight, bias, stride, pad):
    windows = conv_windows(x, weight.shape[2], stride, pad)
    return np.einsum("ncyxij,fcij->nfyx", windows, weight) + bias[:, None, None]


def conv_backward_input(grad_y, weight, x_shape, stride, pad):
    n, c, height, width = x_shape
    size, (out_h, out_w) = weight.shape[2], grad_y.shape[2:]
    padded = np.zeros((n, c, height + 2 * pad + stride + size, width + 2 * pad + stride + size))
    for ky in range(size):
        for kx in range(size):
            padded[:, :, ky:ky + stride * out_h:stride, kx:kx + stride * out_w:stride] += np.einsum(
                "nfyx,fc->ncyx", grad_y, weight[:, :, ky, kx])
    return padded[:, :, pad:pad + height, pad:pad + width]


def conv_backward_weight(x, grad_y, weight_shape, stride, pad):
    windows = conv_windows(x, weight_shape[2], stride, pad)
    return np.einsum("ncyxij,nfyx->fcij", windows, grad_y), grad_y.sum(axis=(0, 2, 3))


def neighbour_sum(maps, size):
    """For each map, the sum over the `size` maps around it, as far as they exist."""
    half, channels = size // 2, maps.shape[1]
    return np.stack([maps[:, max(0, c - half):c + half + 1].sum(axis=1) for c in range(channels)],
                    axis=1)


def lrn_forward(x, size, k, alpha, beta):
    return x / (k + alpha * neighbour_sum(x * x, size)) ** beta


def lrn_backward(x, grad_y, size, k, alpha, beta):
    d = k + alpha * neighbour_sum(x * x, size)
    y = x / d ** beta
    return grad_y / d ** beta - 2 * alpha * beta * x * neighbour_sum(grad_y * y / d, size)


def pool_windows(shape, size, stride):
    """(oy, ox, rows, columns) of every pooling window, clipped at the border."""
    height, width = shape[2:]
    out = [1 + -(-max(0, extent - size) // stride) for extent in (height, width)]
    for oy in range(out[0]):
        for ox in range(out[1]):
            yield (oy, ox, slice(oy * stride, min(oy * stride + size, height)),
                   slice(ox * stride, min(ox * stride + size, width)))


def pool_forward(x, size, stride, reduce):
    """reduce: np.max or np.mean."""
    windows = list(pool_windows(x.shape, size, stride))
    y = np.zeros(x.shape[:2] + (windows[-1][0] + 1, windows[-1][1] + 1))
    for oy, ox, rows, columns in windows:
        y[:, :, oy, ox] = reduce(x[:, :, rows, columns], axis=(2, 3))
    return y


def maxpool_backward(x, grad_y, size, stride):
    grad_x = np.zeros(x.shape)
    for oy, ox, rows, columns in pool_windows(x.shape, size, stride):
        for n, c in np.ndindex(x.shape[:2]):
            window = x[n, c, rows, columns]
            y, x_ = np.unravel_index(np.argmax(window), window.shape)
            grad_x[n, c, rows.start + y, columns.start + x_] += grad_y[n, c, oy, ox]
    return grad_x


def avgpool_backward(grad_y, x_shape, size, stride):
    grad_x = np.zeros(x_shape)
    for oy, ox, rows, columns in pool_windows(x_shape, size, stride):
        area = (rows.stop - rows.start) * (columns.stop - columns.start)
        grad_x[:, :, rows, columns] += grad_y[:, :, oy:oy + 1, ox:ox + 1] / area
    return grad_x


def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
