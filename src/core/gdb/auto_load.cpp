// Tells gdb how tensors print: it looks for a section of this name in every program. The leading 1
// says that the name of a Python file follows.
#if defined(__ELF__)
namespace {

[[gnu::used, gnu::section(".debug_gdb_scripts")]] constexpr char kScript[] =
    "\1" ALEXNET_GDB_SCRIPT;

}  // namespace
#endif
