#pragma once
#include "core/file.h"
#include "data/preprocessing.h"

// Names of classes that people can read, from a text file with a line per class:
//
//     tench                                    the name alone
//     n01440764<TAB>tench, Tinca tinca         how the data set calls it, a tab, the name
//     n01440764 tench, Tinca tinca             the same of an ImageNet number (WordNet's)
//
// Of several names the first is taken, as the authors' own tools did; all of them, where another
// class begins alike.
namespace alexnet {

struct ClassNames {
  std::vector<std::string> names;    ///< to show
  std::vector<std::string> whole;    ///< as the lines have them
  std::vector<std::string> in_data;  ///< as many, or none
};

/// Errors: no such file; empty; lines of both kinds; a line without a name (the message has its
/// number).
ClassNames read_class_names(const Path& path);

/// "class 0", "class 1" ...: classes that nobody has named.
std::vector<std::string> unnamed_classes(int count);

/// Names the classes anew, and remembers how the data set names them. A file with data sets' names
/// is asked for each class by that name or by its whole other name; its order does not matter and
/// it may hold more. Otherwise, or where it knows none of the classes, line k names class k.
/// Errors: a class that the file lacks; another number of lines.
void rename_classes(Preprocessing& preprocessing, const Path& file);

}  // namespace alexnet
