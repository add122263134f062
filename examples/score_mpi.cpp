// SPDX-License-Identifier: BSL-1.0

// Fits and scores a register that lies in several CSV files, over the ranks of MPI:
//
//     mpirun -n 4 score_mpi FRAMEWORK.json OUT_FOLDER SHARD.csv...
//
// The files are one table, in the order given. Each rank takes its share of whole blocks of rows,
// whatever file they are in, so the model has the bits of one process; columns may be in another
// order in each. OUT_FOLDER gets scores-RANK-of-RANKS.csv from each rank that has rows, all of them
// or none; files of a run on another number of ranks stay, and their names tell.

#include <ltorisk/io/csv_source.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/io/scores_csv.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/mpi.hpp>
#include <ltorisk/stream/adapters.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using namespace ltorisk;
namespace fs = std::filesystem;

using shard = stream::part<stream::joined<csv_source>>;

std::string columns_of(csv_source& file) {
  std::vector<std::string> ids;
  file.rewind();
  if (const auto* chunk = file.next()) {
    for (const auto& c : chunk->columns()) ids.emplace_back(c.id);
  }
  std::ranges::sort(ids);
  std::string all;
  for (const auto& id : ids) (all += all.empty() ? "" : ", ") += id;
  return all;
}

// The rows of each file; every rank counts some of the files. All must have the columns of the
// first, in any order, however they are dealt to ranks.
std::vector<std::uint64_t> count_rows(MPI_Comm comm, const std::vector<std::string>& files,
                                      const framework& f) {
  std::vector<std::uint64_t> rows(files.size());
  mpi::together(comm, [&] {
    const auto mine = mpi::share_of(files.size(), mpi::rank_of(comm), mpi::size_of(comm));
    csv_source first(files.front(), f, {.allow_extra_columns = true}, 1);
    const auto expected = columns_of(first);
    for (auto i = mine.first; i < mine.last; ++i) {
      csv_source file(files[i], f, {.allow_extra_columns = true});
      if (const auto found = columns_of(file); found != expected) {
        throw input_error({{files[i], "has columns for the indicators " + found + ", and " +
                                          files.front() + " for " + expected}});
      }
      rows[i] = stream::each_chunk(file, [](const table_view&) {});
    }
  });
  MPI_Allreduce(MPI_IN_PLACE, rows.data(), static_cast<int>(rows.size()), MPI_UINT64_T, MPI_SUM,
                comm);
  return rows;
}

// Rows `mine` of all files together: only files that hold some of them are opened.
shard rows_of(const mpi::range& mine, const std::vector<std::string>& files,
              const std::vector<std::uint64_t>& rows, const framework& f) {
  std::vector<csv_source> touched;
  std::vector<std::string> names;
  std::uint64_t first = 0, skipped = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto end = first + rows[i];
    if (end > mine.first && first < mine.last) {
      touched.emplace_back(files[i], f, csv_options{.allow_extra_columns = true});
      names.push_back(files[i]);
    } else if (end <= mine.first) {
      skipped = end;
    }
    first = end;
  }
  return {stream::joined(std::move(touched), std::move(names)), mine.first - skipped, mine.size()};
}

// A shard must not be written over.
void refuse_input(const fs::path& output, const std::vector<std::string>& files) {
  for (const auto& file : files) {
    std::error_code none;  // where there is no such output yet
    for (const auto& path : {output, fs::path(output.string() + ".part")}) {
      if (!fs::equivalent(path, file, none)) continue;
      throw input_error({{file,
                          "is a shard, and would be written over by the scores: give them "
                          "another folder"}});
    }
  }
}

void run(MPI_Comm comm, const std::string& framework_file, const fs::path& folder,
         const std::vector<std::string>& files) {
  const int rank = mpi::rank_of(comm), size = mpi::size_of(comm);
  framework f;
  mpi::together(comm, [&] { f = read_framework_file(framework_file); });
  const auto rows = count_rows(comm, files, f);
  std::uint64_t all = 0;
  for (const auto n : rows) all += n;
  const auto mine = mpi::share_of(all, rank, size, statistics::block_rows);

  auto source = rows_of(mine, files, rows, f);
  const auto m = fit(f, source, {}, in_order, mpi::shard(comm, mine.first));

  // Written aside; renamed when all ranks are done. What fails on one rank undoes the others'.
  const auto name = "scores-" + std::to_string(rank + 1) + "-of-" + std::to_string(size) + ".csv";
  const auto aside = folder / (name + ".part");
  std::vector<double> values;
  bool begun = false;
  const auto write = [&] {
    if (mine.size() == 0) return;  // more ranks than blocks
    std::ofstream out(aside, std::ios::binary);
    begun = out.is_open();
    if (!out) throw std::runtime_error(aside.string() + " cannot be written");
    scores_csv_sink to_file(out, m.framework());
    const auto scored = stream::score(m, source, [&](const scores& s, const table_view& chunk) {
      to_file(s, chunk);
      const auto& v = s.columns.front().value;
      values.insert(values.end(), v.begin(), v.end());
    });
    if (scored != mine.size()) {
      throw std::runtime_error("the shards have changed: of rows " + std::to_string(mine.first) +
                               " to " + std::to_string(mine.last) + ", " +
                               std::to_string(scored) + " are left");
    }
    out.close();
    if (!out) throw std::runtime_error(aside.string() + " cannot be written");
  };
  bool renamed = false;
  const auto rename = [&] {
    if (mine.size() == 0) return;
    fs::rename(aside, folder / name);
    renamed = true;
  };
  try {
    mpi::together(comm, [&] { refuse_input(folder / name, files); });
    mpi::together(comm, write);
    mpi::together(comm, rename);
  } catch (...) {
    std::error_code ignored;  // what failed is told
    if (begun) fs::remove(aside, ignored);
    if (renamed) fs::remove(folder / name, ignored);
    throw;
  }

  const std::vector<double> quarters{0.25, 0.5, 0.75};
  const auto at = mpi::quantiles(comm, values, quarters);
  const auto best = mpi::top(comm, values, mine.first, 5);
  if (rank != 0) return;
  std::printf("%llu rows in %zu files, %d passes to fit\n", static_cast<unsigned long long>(all),
              files.size(), passes_of(f));
  std::printf("%s: quartiles %.2f, %.2f, %.2f\n", f.outcomes.front().c_str(), at[0], at[1], at[2]);
  for (const auto& [row, value] : best) {
    std::printf("  row %4llu  %6.2f\n", static_cast<unsigned long long>(row), value);
  }
}

}  // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  int status = 0;
  try {
    if (argc < 4)
      throw std::runtime_error("usage: score_mpi FRAMEWORK.json OUT_FOLDER SHARD.csv...");
    run(MPI_COMM_WORLD, argv[1], argv[2], {argv + 3, argv + argc});
  } catch (const std::exception& e) {
    // All ranks have the error; one tells.
    if (mpi::rank_of(MPI_COMM_WORLD) == 0) std::fprintf(stderr, "score_mpi: %s\n", e.what());
    status = 1;
  }
  MPI_Finalize();
  return status;
}
