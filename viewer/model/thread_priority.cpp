#include "viewer/model/thread_priority.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace alexnet::viewer {

void lower_thread_priority() {
#ifdef __linux__
  constexpr int kNice = 5;  // a third of the time of a thread with normal priority
  if (getpriority(PRIO_PROCESS, id_t(gettid())) < kNice)
    setpriority(PRIO_PROCESS, id_t(gettid()), kNice);
#endif
}

}  // namespace alexnet::viewer
