#include "support/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "support/temp_folder.h"

namespace alexnet::test {
namespace {

pid_t start(const Path& program, const Path& folder, const std::vector<std::string>& arguments,
            const Path& out, const Path& err) {
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  const auto redirect = [](const Path& path, int to) {
    dup2(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), to);
  };
  redirect(out, STDOUT_FILENO);
  redirect(err, STDERR_FILENO);
  if (chdir(folder.c_str()) == 0) execv(program.c_str(), argv.data());
  _exit(127);
}

Outcome finish(pid_t child, const Path& out, const Path& err) {
  int status = 0;
  waitpid(child, &status, 0);
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return {signal ? 128 + signal : WEXITSTATUS(status), signal, read_text(out), read_text(err)};
}

}  // namespace

Outcome run_program(const Path& program, const Path& folder,
                    const std::vector<std::string>& arguments) {
  const TempFolder output;
  return finish(start(program, folder, arguments, output / "out", output / "err"), output / "out",
                output / "err");
}

Outcome run_alexnet(const Path& folder, const std::vector<std::string>& arguments) {
  return run_program(ALEXNET_PROGRAM, folder, arguments);
}

std::vector<Outcome> run_alexnets_together(int count, const Path& folder,
                                           const std::vector<std::string>& arguments) {
  const TempFolder output;
  const auto out = [&](int i) { return output / fmt::format("out-{}", i); };
  const auto err = [&](int i) { return output / fmt::format("err-{}", i); };
  std::vector<pid_t> children;
  for (int i = 0; i < count; ++i)
    children.push_back(start(ALEXNET_PROGRAM, folder, arguments, out(i), err(i)));
  std::vector<Outcome> outcomes;
  for (int i = 0; i < count; ++i) outcomes.push_back(finish(children[i], out(i), err(i)));
  return outcomes;
}

Outcome interrupt_alexnet(const Path& folder, const std::vector<std::string>& arguments,
                          const std::function<bool()>& is_time, const std::vector<int>& signals) {
  return interrupt_program(ALEXNET_PROGRAM, folder, arguments, is_time, signals);
}

Outcome interrupt_program(const Path& program, const Path& folder,
                          const std::vector<std::string>& arguments,
                          const std::function<bool()>& is_time, const std::vector<int>& signals) {
  const TempFolder output;
  const pid_t child = start(program, folder, arguments, output / "out", output / "err");
  siginfo_t ended = {};
  while (!is_time() && waitid(P_PID, id_t(child), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  for (const int signal : signals) {
    kill(child, signal);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // two of a kind would become one
  }
  return finish(child, output / "out", output / "err");
}

}  // namespace alexnet::test
