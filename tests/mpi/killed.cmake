# Runs COMMAND (a list) with FOLDER as its last argument. One rank of it is killed on the way: the
# job must end in time, not with 0, and leave nothing that looks whole.
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
execute_process(COMMAND ${COMMAND} ${FOLDER} RESULT_VARIABLE status TIMEOUT 30
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}ended with ${status}")
if(status EQUAL 0)
  message(SEND_ERROR "ended with 0")
elseif(status MATCHES "timeout")
  message(SEND_ERROR "did not end")
endif()
if(EXISTS ${FOLDER}/whole)
  message(SEND_ERROR "left an output that looks whole")
endif()
file(GLOB begun ${FOLDER}/*.part)
if(NOT begun)
  message(SEND_ERROR "was killed before it began")
endif()
