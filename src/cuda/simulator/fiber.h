#pragma once
#include <cstddef>
#include <memory>

// A line of execution with a stack of its own, which other fibers of the same OS thread can be
// exchanged for in any function: what a CUDA thread is in the simulator.
//
// To change from one to another is to save six registers and the stack pointer: a few nanoseconds,
// where OS threads would need microseconds. On processors other than x86-64 the C library's
// ucontext does the same, fifty times slower (-DALEXNET_PORTABLE_FIBERS=ON takes it anywhere).
namespace alexnet::simulator {

class Fiber {
 public:
  Fiber();
  ~Fiber();
  Fiber(Fiber&&) noexcept;

  /// Lets the first change to this fiber call entry() on that stack. entry() never returns: its
  /// last deed is leave(). (A std::span of the stack would be a small object on the stack of
  /// whoever calls: on that of a CUDA thread that has ended, and ThreadSanitizer would call it a
  /// race.)
  void prepare(std::byte* stack, std::size_t stack_size, void (*entry)());
  /// Leaves `from`, the fiber that runs, and goes on in `to`; returns when somebody changes back.
  static void change(Fiber& from, Fiber& to);
  /// The same, from a fiber that has nothing left to do.
  [[noreturn]] static void leave(Fiber& from, Fiber& to);

  /// What ThreadSanitizer calls the fiber in its reports.
  void set_name(const char* name);

 private:
  struct Context;  // registers, and what the sanitizers want to know
  static void exchange(Context& from, Context& to, bool for_good);
  std::unique_ptr<Context> context_;
};

}  // namespace alexnet::simulator
