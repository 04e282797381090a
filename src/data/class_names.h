#pragma once
#include "core/file.h"
#include "data/preprocessing.h"

// Names of classes for people to read, from a text file with one line per class:
//
//     tench                                    the name alone
//     n01440764<TAB>tench, Tinca tinca         what the data set calls it, a tab, the name
//     n01440764 tench, Tinca tinca             the same with an ImageNet number (WordNet's)
//
// Of several names only the first is used, as in the authors' own tools; all are used if another
// class has the same first name.
namespace alexnet {

struct ClassNames {
  std::vector<std::string> names;    ///< to show
  std::vector<std::string> whole;    ///< in full, as in the lines
  std::vector<std::string> in_data;  ///< the data set's: as many, or none
};

/// Errors: no such file; empty, or not text; lines of both kinds; a line without a name (the message
/// gives its number).
ClassNames read_class_names(const Path& path);

/// The names to show: the first of those that each class has, or all if another class has the same.
std::vector<std::string> shortened(const std::vector<std::string>& names);

/// "class 0", "class 1" ...: for classes without names.
std::vector<std::string> unnamed_classes(int count);

/// Renames the classes, and remembers what the data set calls them. If the file has data sets'
/// names, each class is looked up by that name or by its other name in full; lines may be in any
/// order, and there may be more of them. Otherwise, or if the file knows none of the classes,
/// line k names class k. Errors: a class that the file lacks; another number of lines.
void rename_classes(Preprocessing& preprocessing, const Path& file);

}  // namespace alexnet
