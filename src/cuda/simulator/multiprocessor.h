#pragma once
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "cuda/simulator/fiber.h"
#include "cuda/simulator/types.h"

// One OS thread plays the part of a streaming multiprocessor: it runs blocks of a grid one after
// the other, and the threads of a block as fibers that take turns. A thread runs until it waits for
// others - at a barrier, in a shuffle - or ends; then the next one that can run takes over.
namespace alexnet::simulator {

/// The order in which the threads of a block take turns. A correct kernel does not depend on it, so
/// tests try all three.
enum class ThreadOrder { forward, reversed, shuffled };

/// For launches from now on; returns the previous order, to be restored later. Initially:
/// $ALEXNET_THREAD_ORDER (forward, reversed or shuffled).
ThreadOrder set_thread_order(ThreadOrder order);

/// The limit of today's GPUs for a block.
inline constexpr unsigned kMostThreads = 1024;

/// A line of a kernel, where a thread waits.
struct SourceLine {
  const char* file = "";
  unsigned line = 0;

  static constexpr SourceLine current(const char* file = __builtin_FILE(),
                                      unsigned line = __builtin_LINE()) {
    return {file, line};
  }
  bool operator==(const SourceLine& other) const;
  std::string text() const;
};

/// What all blocks of a launch have in common.
struct Grid {
  const char* kernel;
  dim3 blocks, threads;
  std::size_t shared_bytes;  ///< dynamic shared memory
  void (*body)(void* arguments);
  void* arguments;
};

/// A thread of the running block.
struct Thread {
  enum class State : std::uint8_t { not_started, can_run, waits_for_block, waits_for_warp, ended };
  struct CopyInFlight {
    void* to;
    unsigned words[4];
    std::size_t size_bytes;
    unsigned group;
    SourceLine where;
  };
  struct Fragments {
    unsigned a[4], b[2];
  };

  uint3 index = {};  ///< threadIdx
  unsigned linear = 0;
  State state = State::not_started;
  const std::uint64_t* generation =
      nullptr;  ///< of what it waits for; when that changes, it can run
  std::uint64_t seen_generation = 0;
  SourceLine where;  ///< where it waits
  std::byte* stack = nullptr;
  Fiber fiber;
  std::vector<CopyInFlight> copies;  ///< asynchronous ones not yet waited for, in order of groups
  unsigned copy_group = 0;           ///< of the next copies
  Fragments fragments[2];            ///< of matrices, for the other lanes of its warp to read
  unsigned products = 0;             ///< of matrices, so far

  unsigned lane() const { return linear % 32; }
};

/// What the threads of a warp that come together show each other.
struct Meeting {
  std::uint64_t values[32];  ///< by lane
  unsigned lanes = 0;        ///< those that came; the others have ended, or never existed
};

class Multiprocessor {
 public:
  /// The one that this OS thread plays.
  static Multiprocessor& of_this_os_thread();
  ~Multiprocessor();

  /// Runs one block to its end. Throws, with file, line, block and thread, if a GPU would hang or
  /// silently compute a wrong result: a barrier that not all threads reach, a shuffle whose mask
  /// names threads that come elsewhere, or does not name the one that is asked, a thread that ends
  /// while its copies are in flight. Also throws if a thread uses more local memory than the
  /// simulator has for it.
  void run_block(const Grid& grid, uint3 block);

  // What the threads of the block call.
  void block_barrier(SourceLine where);
  /// Every thread of the mask that has not ended brings a value and gets the values of all, which
  /// are valid until its next call. All shuffles and votes are built on this. `what` is the
  /// function that the kernel called: all threads of the mask must have called the same.
  const Meeting& exchange(const char* what, unsigned mask, std::uint64_t value, SourceLine where);
  /// The value of lane `source`, which must be one of those that take part.
  std::uint64_t shuffle(const char* what, unsigned mask, std::uint64_t value, int source,
                        SourceLine where);
  /// The current thread does something that is an error on a GPU: reports it and ends the block.
  [[noreturn]] void refuse(const char* what_it_does, SourceLine where);
  /// "scale_kernel: thread (1,0,0) of block (0,0,0)", the one that is running now.
  std::string what_runs() const;

  uint3 block = {};  ///< blockIdx
  dim3 block_dim, grid_dim;
  std::byte* dynamic_shared = nullptr;

 private:
  /// A group of threads of one warp that exchange values; a warp that diverges has several.
  struct WarpGroup {
    unsigned mask = 0;
    const char* what = "";  // the function that the first to arrive called
    SourceLine where;       // and where
    std::uint64_t generation = 0;
    Meeting meetings[2];  // this one and the last, which some may still be reading

    /// Ends the meeting if all lanes of the mask have come, or have ended.
    bool meet_if_complete(unsigned ended);
  };
  struct Warp {
    std::vector<std::unique_ptr<WarpGroup>> groups;
    std::size_t in_use = 0;
    unsigned ended = 0;  // lanes
    void prepare();
    WarpGroup& group(unsigned mask);
  };

  Multiprocessor();
  void prepare_threads(const Grid& grid);
  static void thread_main();
  void end_thread();
  /// Lets other threads run until the current one can continue.
  void wait(Thread::State state, const std::uint64_t& generation, SourceLine where);
  Thread* next_that_can_run();
  void start(Thread& thread);
  /// The lanes that exist in the current thread's warp: the block's last warp may be incomplete.
  unsigned lanes_of_warp() const;
  /// Ends the block if the thread has used more than its stack.
  void check_stack(const Thread& thread);
  /// Ends the block; failure_ says why. None of its threads runs again, and objects on their stacks
  /// are never destroyed, so the caller must have none that own memory.
  [[noreturn]] void fail();
  [[noreturn]] void fail_stuck();
  void abandon_threads();
  std::string describe(const Thread& thread) const;

  const Grid* grid_ = nullptr;
  unsigned count_ = 0;  // of the block's threads
  std::vector<Thread> threads_;
  std::vector<unsigned> order_;
  std::size_t turn_ = 0;  // in order_
  std::vector<Warp> warps_;
  unsigned alive_ = 0;
  // The block's barrier.
  unsigned arrived_ = 0;
  std::uint64_t generation_ = 0;
  SourceLine barrier_line_;

  Fiber outside_;  // the OS thread itself
  std::byte* stacks_ = nullptr;
  std::vector<std::byte*> free_stacks_;
  std::byte* last_stack_ = nullptr;  // of the thread that ended last: still in use while it leaves
  std::vector<std::byte> shared_memory_;
  std::string failure_;
  std::exception_ptr exception_;
  char started_ = 0, ended_ = 0;  // addresses that stand for these events
};

/// The running thread and its multiprocessor, for threadIdx and the like. A fiber never moves to
/// another OS thread.
extern thread_local constinit Thread* current_thread;
extern thread_local constinit Multiprocessor* current_multiprocessor;

}  // namespace alexnet::simulator
