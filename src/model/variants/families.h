#pragma once
#include "model/variants.h"

// One function per variant, each in the file of its family.
namespace alexnet {

Variant make_paper(int classes);
Variant make_release2012(int classes);
Variant make_one_tower(int classes);
Variant make_ungrouped(int classes);
Variant make_no_lrn(int classes);
Variant make_pool_2_2(int classes);
Variant make_mini(int classes);
Variant make_mini_no_lrn(int classes);
Variant make_mini_pool_2_2(int classes);
Variant make_mini_one_tower(int classes);
Variant make_mini_ungrouped(int classes);
Variant make_mini_four_conv(int classes);
Variant make_mini_small_start(int classes);
Variant make_mini_small_start_ungrouped(int classes);
Variant make_demo(int classes);
Variant make_linear(int classes);
Variant make_cifar_relu(int classes);
Variant make_cifar_tanh(int classes);
Variant make_lenet5(int classes);
Variant make_torchvision(int classes);
Variant make_caffe(int classes);

}  // namespace alexnet
