#include "cuda/simulator/fiber.h"

#include <cstdint>

// This file and multiprocessor.cpp are compiled without sanitizers, which could not follow what
// happens here; the code tells them about it instead. ALEXNET_ASAN and ALEXNET_TSAN say which
// sanitizer is in use.
#if defined(ALEXNET_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(ALEXNET_TSAN)
extern "C" {
void* __tsan_get_current_fiber();
void* __tsan_create_fiber(unsigned flags);
void __tsan_destroy_fiber(void* fiber);
void __tsan_switch_to_fiber(void* fiber, unsigned flags);
void __tsan_set_fiber_name(void* fiber, const char* name);
}
#endif

#if !defined(__x86_64__) || defined(ALEXNET_PORTABLE_FIBERS)
#define ALEXNET_UCONTEXT
#include <ucontext.h>
#else
/// Pushes the registers that a function must preserve, exchanges the stack pointer, and pops them
/// from the other stack. Ends in a jump, because a processor predicts that a return goes back to
/// its caller.
extern "C" void alexnet_exchange_stacks(void** save_stack_pointer, void* stack_pointer);
asm(R"(
  .text
  .globl alexnet_exchange_stacks
  .type alexnet_exchange_stacks, @function
alexnet_exchange_stacks:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  popq %rcx
  jmpq *%rcx
  .size alexnet_exchange_stacks, . - alexnet_exchange_stacks
)");
#endif

namespace alexnet::simulator {

struct Fiber::Context {
#if defined(ALEXNET_UCONTEXT)
  ucontext_t registers;
#else
  void* stack_pointer = nullptr;
#endif
  void (*entry)() = nullptr;
#if defined(ALEXNET_ASAN)
  const void* stack = nullptr;  // of an OS thread's own fiber: learned when it is first left
  std::size_t stack_size = 0;
  void* fake_stack = nullptr;  // where AddressSanitizer keeps variables to catch use after return
#endif
#if defined(ALEXNET_TSAN)
  void* watched = nullptr;
  ~Context() {
    if (watched && entry) __tsan_destroy_fiber(watched);
  }
#endif

  /// Runs first on the stack of every fiber, and again whenever the fiber is changed back to.
  void arrive();
  static void begin();

  static thread_local constinit Context *left, *entered;  // of the last change
};

thread_local constinit Fiber::Context* Fiber::Context::left = nullptr;
thread_local constinit Fiber::Context* Fiber::Context::entered = nullptr;

void Fiber::Context::arrive() {
#if defined(ALEXNET_ASAN)
  __sanitizer_finish_switch_fiber(fake_stack, &left->stack, &left->stack_size);
#endif
}

void Fiber::Context::begin() {
  entered->arrive();
  entered->entry();
}

void Fiber::exchange(Context& from, Context& to, [[maybe_unused]] bool for_good) {
  Context::left = &from;
  Context::entered = &to;
#if defined(ALEXNET_ASAN)
  __sanitizer_start_switch_fiber(for_good ? nullptr : &from.fake_stack, to.stack, to.stack_size);
#endif
#if defined(ALEXNET_TSAN)
  if (!from.watched) from.watched = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(to.watched, 1);  // 1: the change itself orders nothing
#endif
#if defined(ALEXNET_UCONTEXT)
  swapcontext(&from.registers, &to.registers);
#else
  alexnet_exchange_stacks(&from.stack_pointer, to.stack_pointer);
#endif
  from.arrive();
}

Fiber::Fiber() : context_(std::make_unique<Context>()) {}
Fiber::~Fiber() = default;
Fiber::Fiber(Fiber&&) noexcept = default;

void Fiber::prepare(std::byte* stack, std::size_t stack_size, void (*entry)()) {
  context_->entry = entry;
#if defined(ALEXNET_ASAN)
  __asan_unpoison_memory_region(stack, stack_size);  // poisoned by its last owner
  context_->stack = stack;
  context_->stack_size = stack_size;
  context_->fake_stack = nullptr;
#endif
#if defined(ALEXNET_TSAN)
  if (!context_->watched) context_->watched = __tsan_create_fiber(0);
#endif
#if defined(ALEXNET_UCONTEXT)
  getcontext(&context_->registers);
  context_->registers.uc_stack.ss_sp = stack;
  context_->registers.uc_stack.ss_size = stack_size;
  context_->registers.uc_link = nullptr;
  makecontext(&context_->registers, &Context::begin, 0);
#else
  // What alexnet_exchange_stacks pops: six registers and the address to jump to; above them, the
  // return address of a caller that does not exist. A function expects the stack 8 bytes off a
  // multiple of 16.
  auto** top = reinterpret_cast<void**>(reinterpret_cast<std::uintptr_t>(stack + stack_size) &
                                        ~std::uintptr_t{15});
  *--top = nullptr;
  *--top = reinterpret_cast<void*>(&Context::begin);
  for (int i = 0; i < 6; ++i) *--top = nullptr;
  context_->stack_pointer = top;
#endif
}

void Fiber::change(Fiber& from, Fiber& to) { exchange(*from.context_, *to.context_, false); }

void Fiber::leave(Fiber& from, Fiber& to) {
  exchange(*from.context_, *to.context_, true);
  __builtin_unreachable();
}

void Fiber::set_name([[maybe_unused]] const char* name) {
#if defined(ALEXNET_TSAN)
  if (!context_->watched) context_->watched = __tsan_create_fiber(0);
  __tsan_set_fiber_name(context_->watched, name);
#endif
}

}  // namespace alexnet::simulator
