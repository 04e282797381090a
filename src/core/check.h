#pragma once
#include <fmt/format.h>

#include <stdexcept>
#include <string>

// Errors that a user can read. Every message names what is wrong, where, what was expected and what
// was found; `alexnet` prints it on one line and turns the type into the exit code.
namespace alexnet {

/// The work could not be done: a file, a shape, a value. Exit code 1.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// The command line asks for something that does not exist. Exit code 2.
struct UsageError : Error {
  using Error::Error;
};
/// The device named is not in this machine or not in this build. Exit code 3.
struct DeviceUnavailable : Error {
  using Error::Error;
};

/// throw_error("{}: expected {} bytes, found {}", path, expected, found)
template <class... Args>
[[noreturn]] void throw_error(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(fmt::format(format, std::forward<Args>(args)...));
}

/// How a value prints in a failed check. Our own types add an overload (see shape.h, device.h).
template <class T>
std::string to_text(const T& value) {
  return fmt::format("{}", value);
}

}  // namespace alexnet

/// Throws Error with the formatted message unless the condition holds.
#define ALEXNET_CHECK(condition, ...)                      \
  do {                                                     \
    if (!(condition)) ::alexnet::throw_error(__VA_ARGS__); \
  } while (false)

#define ALEXNET_CHECK_COMPARE(a, op, b)                                                           \
  do {                                                                                            \
    const auto& check_a = (a);                                                                    \
    const auto& check_b = (b);                                                                    \
    if (!(check_a op check_b))                                                                    \
      ::alexnet::throw_error("expected {} {} {}, found {} and {}", #a, #op, #b, to_text(check_a), \
                             to_text(check_b));                                                   \
  } while (false)

/// ALEXNET_CHECK_EQ(y.shape, x.shape) throws if they differ, quoting both expressions and values.
#define ALEXNET_CHECK_EQ(a, b) ALEXNET_CHECK_COMPARE(a, ==, b)
#define ALEXNET_CHECK_GE(a, b) ALEXNET_CHECK_COMPARE(a, >=, b)
#define ALEXNET_CHECK_GT(a, b) ALEXNET_CHECK_COMPARE(a, >, b)
