// Runs a fuzz target without libFuzzer: damages valid files at random and hands them over, for a
// number of seconds. The n-th file is always the same, on every machine.
//
//   fuzz_idx [SECONDS]         20 by default
//   fuzz_idx --run FILE        the target once, on that file: what a crash left behind
//   fuzz_idx --seeds FOLDER    writes the valid files, for libFuzzer to begin with
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "core/rng.h"
#include "fuzz/fuzz.h"

using namespace alexnet;
using namespace alexnet::fuzz;

namespace {

using Clock = std::chrono::steady_clock;
using Damage = void (*)(Bytes&, RandomSequence&);

/// A position in the file. Half of them are near its beginning, where headers are.
std::size_t somewhere(const Bytes& bytes, RandomSequence& random) {
  const std::size_t reach =
      random.chance(0.5f) ? std::min(bytes.size(), std::size_t{64}) : bytes.size();
  return std::size_t(random.below(int(reach)));
}

void flip_bits(Bytes& bytes, RandomSequence& random) {
  for (int i = random.below(4); i >= 0; --i)
    bytes[somewhere(bytes, random)] ^= std::uint8_t(1 << random.below(8));
}

void change_byte(Bytes& bytes, RandomSequence& random) {
  constexpr std::uint8_t kTelling[] = {0, 1, 127, 128, 255, '"', '[', '}', ',', '-', '\\'};
  bytes[somewhere(bytes, random)] = kTelling[random.below(std::size(kTelling))];
}

void truncate(Bytes& bytes, RandomSequence& random) { bytes.resize(somewhere(bytes, random)); }

/// A number in four bytes, of either byte order: counts, extents and lengths in binary headers.
void change_binary_number(Bytes& bytes, RandomSequence& random) {
  constexpr std::uint32_t kTelling[] = {0,       1,          2,          255,       65536,
                                        1 << 24, 0x7fffffff, 0x80000000, 0xffffffff};
  const std::uint32_t number = kTelling[random.below(std::size(kTelling))];
  const bool big_endian = random.chance(0.5f);
  const std::size_t at = somewhere(bytes, random) & ~std::size_t{3};
  for (std::size_t i = 0; i < 4 && at + i < bytes.size(); ++i)
    bytes[at + i] = std::uint8_t(number >> 8 * (big_endian ? 3 - i : i));
}

bool is_digit(std::uint8_t byte) { return byte >= '0' && byte <= '9'; }

/// A number in text. The length of a header need not change: if the number grows, as many blanks
/// are removed somewhere after it.
void change_written_number(Bytes& bytes, RandomSequence& random) {
  constexpr const char* kTelling[] = {"0",
                                      "1",
                                      "-1",
                                      "3e9",
                                      "16384",
                                      "2147483647",
                                      "4294967295",
                                      "4294967296",
                                      "4294967297",
                                      "9223372036854775807",
                                      "9223372036854775808",
                                      "18446744073709551615"};
  const auto start =
      std::find_if(bytes.begin() + std::ptrdiff_t(somewhere(bytes, random)), bytes.end(), is_digit);
  const auto end = std::find_if_not(start, bytes.end(), is_digit);
  if (start == end) return;
  const std::string number = kTelling[random.below(std::size(kTelling))];
  const std::ptrdiff_t grown = std::ptrdiff_t(number.size()) - (end - start);
  const std::ptrdiff_t at = start - bytes.begin();
  bytes.erase(start, end);
  bytes.insert(bytes.begin() + at, number.begin(), number.end());
  const Bytes blanks(std::size_t(std::max<std::ptrdiff_t>(grown, 1)), ' ');
  const auto room = std::search(bytes.begin() + at, bytes.end(), blanks.begin(), blanks.end());
  if (room == bytes.end()) return;
  if (grown > 0) bytes.erase(room, room + grown);
  if (grown < 0) bytes.insert(room, std::size_t(-grown), ' ');
}

/// Repeats a piece, or removes it.
void repeat_or_remove(Bytes& bytes, RandomSequence& random) {
  const std::size_t a = somewhere(bytes, random), b = somewhere(bytes, random);
  const auto first = bytes.begin() + std::ptrdiff_t(std::min(a, b));
  const auto last = bytes.begin() + std::ptrdiff_t(std::max(a, b));
  const Bytes piece(first, last);
  if (random.chance(0.5f))
    bytes.erase(first, last);
  else
    bytes.insert(last, piece.begin(), piece.end());
}

constexpr Damage kDamages[] = {
    flip_bits,       change_byte, truncate, change_binary_number, change_written_number,
    repeat_or_remove};

/// One of the seeds, damaged in one way in half of the cases, else in several. Sometimes its tail
/// is first replaced by that of another seed.
Bytes damaged(const std::vector<Bytes>& seeds, RandomSequence random) {
  Bytes bytes = seeds[std::size_t(random.below(int(seeds.size())))];
  if (random.chance(0.1f)) {
    const Bytes& other = seeds[std::size_t(random.below(int(seeds.size())))];
    bytes.resize(somewhere(bytes, random));
    bytes.insert(bytes.end(), other.begin() + std::ptrdiff_t(somewhere(other, random)),
                 other.end());
  }
  for (bool more = true; more && !bytes.empty(); more = random.chance(0.5f))
    kDamages[random.below(std::size(kDamages))](bytes, random);
  return bytes;
}

void run(const Bytes& bytes) { LLVMFuzzerTestOneInput(bytes.data(), bytes.size()); }

void write_seeds(const Path& folder) {
  create_folder(folder);
  int number = 0;
  for (const Bytes& seed : fuzz_seeds())
    write_file(folder / fmt::format("seed-{}", number++),
               {reinterpret_cast<const char*>(seed.data()), seed.size()});
}

void fuzz_for(double seconds) {
  const std::vector<Bytes> seeds = fuzz_seeds();
  for (const Bytes& seed : seeds) {
    const std::int64_t before = tally.accepted;
    run(seed);
    ALEXNET_CHECK(tally.accepted > before, "a valid file is refused: fuzzing would test nothing");
  }
  fmt::print("the file in use is in {} and stays there after a crash\n", work_folder().string());
  std::fflush(stdout);

  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  std::int64_t executions = 0;
  for (tally = {}; Clock::now() < end; ++executions)
    run(damaged(seeds, RandomSequence(RandomStream(1, "fuzz", std::uint64_t(executions)))));

  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const long peak_mib = usage.ru_maxrss >> 10;
  fmt::print("{} executions; readers accepted {} times and refused {} times; {} MiB at most\n",
             executions, tally.accepted, tally.refused, peak_mib);
  // It is a bug, too, if a few bytes make a reader fill gigabytes.
  ALEXNET_CHECK(peak_mib < 1024, "more than 1024 MiB for files of a few thousand bytes");
  ALEXNET_CHECK(tally.accepted > 0 && tally.refused > 0, "every file had the same fate");
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc == 3 && std::strcmp(argv[1], "--run") == 0) {
    run(read_file(argv[2]));
    return 0;
  }
  if (argc == 3 && std::strcmp(argv[1], "--seeds") == 0) {
    write_seeds(argv[2]);
    return 0;
  }
  double seconds = 20;
  if (argc == 2) seconds = std::strtod(argv[1], nullptr);
  if (argc > 2 || !(seconds > 0)) {
    fmt::print(stderr, "usage: {} [SECONDS | --run FILE | --seeds FOLDER]\n", argv[0]);
    return 2;
  }
  fuzz_for(seconds);
  return 0;
} catch (const Error& error) {
  fmt::print(stderr, "{}: {}\n", argv[0], error.what());
  return 1;
}
