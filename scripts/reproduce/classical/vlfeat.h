#pragma once
#include <memory>

// VLFeat is written in C: the caller who makes an object must delete it. Here a smart pointer does.
namespace alexnet::classical {

template <auto kDelete>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    kDelete(object);
  }
};
template <class T, auto kDelete>
using Owned = std::unique_ptr<T, Deleter<kDelete>>;

}  // namespace alexnet::classical
