#pragma once
#include <cstddef>
#include <memory>

// A flow of execution with a stack of its own. An OS thread can switch from one of its fibers to
// another in the middle of any function. In the simulator, each CUDA thread is a fiber.
//
// A switch saves six registers and the stack pointer: a few nanoseconds, where OS threads would
// need microseconds. On processors other than x86-64 the C library's ucontext does the same, fifty
// times slower (-DALEXNET_PORTABLE_FIBERS=ON uses it everywhere).
namespace alexnet::simulator {

class Fiber {
 public:
  Fiber();
  ~Fiber();
  Fiber(Fiber&&) noexcept;

  /// Makes the first change to this fiber call entry() on that stack. entry() never returns: the
  /// last thing it does is call leave(). (A std::span of the stack would be a small object on the
  /// caller's stack, which may be that of a CUDA thread that has ended, and ThreadSanitizer would
  /// report a race.)
  void prepare(std::byte* stack, std::size_t stack_size, void (*entry)());
  /// Switches from `from`, the running fiber, to `to`; returns when another fiber changes back.
  static void change(Fiber& from, Fiber& to);
  /// The same, from a fiber that has nothing left to do.
  [[noreturn]] static void leave(Fiber& from, Fiber& to);

  /// What ThreadSanitizer calls the fiber in its reports.
  void set_name(const char* name);

 private:
  struct Context;  // registers, and what the sanitizers need to know
  static void exchange(Context& from, Context& to, bool for_good);
  std::unique_ptr<Context> context_;
};

}  // namespace alexnet::simulator
