# Runs SCORE (a list: mpirun -n 2 score_mpi) on two shards of its own in FOLDER: the columns of one
# in another order, and what goes wrong on one rank leaves no output of any.
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER}/out)
set(framework ${FOLDER}/framework.json)
file(WRITE ${framework} [[{"schema_version": 1, "id": "two", "name": "Two", "score_range": [0, 100],
  "indicators": [{"id": "a", "scale": {"kind": "min_max"}}, {"id": "b", "scale": {"kind": "min_max"}}],
  "nodes": [{"id": "all", "aggregation": "arithmetic_mean", "children": ["a", "b"]}],
  "outcomes": ["all"]}]])
string(REPEAT "x,1,2\ny,3,4\n" 2100 ab)
string(REPEAT "2,x,5\n4,y,7\n" 2100 ba)
file(WRITE ${FOLDER}/ab.csv "id,a,b\n${ab}")
file(WRITE ${FOLDER}/ba.csv "b,id,a\n${ba}")
file(WRITE ${FOLDER}/other.csv "id,a\nx,1\n")

function(score files status matches)
  list(TRANSFORM files PREPEND ${FOLDER}/)
  execute_process(COMMAND ${SCORE} ${framework} ${FOLDER}/out ${files}
                  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE got TIMEOUT 60)
  message("${output}ended with ${got}")
  if(NOT got EQUAL status)
    message(SEND_ERROR "ended with ${got}, not with ${status}")
  endif()
  if(NOT output MATCHES "${matches}")
    message(SEND_ERROR "should have printed something like: ${matches}")
  endif()
endfunction()
function(leaves)
  file(GLOB left RELATIVE ${FOLDER}/out ${FOLDER}/out/*)
  if(NOT "${left}" STREQUAL "${ARGN}")
    message(SEND_ERROR "left '${left}', not '${ARGN}'")
  endif()
endfunction()

score("ab.csv;other.csv" 1 "other.csv: has columns for the indicators a, and .*ab.csv for a, b")
leaves()

# Where the second rank cannot rename, the first takes its own back.
set(second scores-${RANKS}-of-${RANKS}.csv)
file(MAKE_DIRECTORY ${FOLDER}/out/${second}/taken)
score("ab.csv;ba.csv" 1 "${second}")
leaves(${second})
file(REMOVE_RECURSE ${FOLDER}/out/${second})
# Nor where it cannot write.
file(MAKE_DIRECTORY ${FOLDER}/out/${second}.part)
score("ab.csv;ba.csv" 1 "${second}.part cannot be written")
leaves(${second}.part)
file(REMOVE_RECURSE ${FOLDER}/out/${second}.part)

# A shard that has the name of an output stays as it is.
file(COPY_FILE ${FOLDER}/ab.csv ${FOLDER}/out/${second})
score("ba.csv;out/${second}" 1 "is a shard, and would be written over")
file(READ ${FOLDER}/out/${second} kept)
if(NOT kept STREQUAL "id,a,b\n${ab}")
  message(SEND_ERROR "a shard was written over")
endif()
file(REMOVE ${FOLDER}/out/${second})

score("ab.csv;ba.csv" 0 "8400 rows in 2 files")
