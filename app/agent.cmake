# The agent, but its main(), so that the tests can link it.
practiceline_layer(app_agent FOLDER ${CMAKE_CURRENT_SOURCE_DIR}
    SOURCES
        agent/agent.cpp agent/agent.h
        agent/agentoptions.cpp agent/agentoptions.h
    PUBLIC app_backend)

add_executable(practiceline-agent agent/main.cpp)
target_link_libraries(practiceline-agent PRIVATE app_agent practiceline_flags)
target_compile_definitions(practiceline-agent PRIVATE PRACTICELINE_VERSION="${PROJECT_VERSION}")
