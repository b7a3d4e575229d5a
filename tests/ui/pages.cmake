# History, Templates, Settings, set-up and import.
practiceline_test(tst_pagemodels SOURCES tst_pagemodels.cpp LIBS models LABELS ui)
function(practiceline_page_test name)
    practiceline_test(${name} SOURCES ${name}.cpp pagesfixture.h picturedata.h picturetest.h uitesting.h
        LIBS ui services services_simulator test_support LABELS ui)
endfunction()
practiceline_page_test(tst_pageproxies)
practiceline_page_test(tst_pages)
practiceline_page_test(tst_pagescreens)
practiceline_page_test(tst_dialogscreens)
practiceline_page_test(tst_windowscreens)
target_link_libraries(tst_windowscreens PRIVATE app_core) # the Spanish words
practiceline_page_test(tst_mnemonics)
target_link_libraries(tst_mnemonics PRIVATE app_core)
practiceline_page_test(tst_pagework)
# Texts that mean harm, for whatever shows outside text.
add_library(hostile_texts STATIC hostiletexts.cpp hostiletexts.h shownwords.cpp shownwords.h)
target_include_directories(hostile_texts PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(hostile_texts PUBLIC Qt6::Widgets PRIVATE practiceline_flags)
practiceline_page_test(tst_hostiletext)
target_link_libraries(tst_hostiletext PRIVATE hostile_texts Qt6::Network)
target_link_libraries(tst_notifier PRIVATE hostile_texts)
# With a real Postgres.
practiceline_page_test(tst_sharing)
practiceline_page_test(tst_sharingscreens)
foreach(name tst_sharing tst_sharingscreens)
    target_sources(${name} PRIVATE sharingworld.cpp sharingworld.h)
    target_link_libraries(${name} PRIVATE test_practice)
    set_tests_properties(${name} PROPERTIES TIMEOUT 600)
endforeach()
target_link_libraries(tst_sharing PRIVATE hostile_texts)
target_link_libraries(tst_sharingscreens PRIVATE app_core) # the Spanish words
practiceline_page_test(tst_setup)
practiceline_page_test(tst_sharedwindow)
target_sources(tst_sharedwindow PRIVATE sharedworld.h)
practiceline_page_test(tst_sharedscreens)
target_sources(tst_sharedscreens PRIVATE sharedworld.h)
target_link_libraries(tst_sharedscreens PRIVATE app_core) # the Spanish words
practiceline_page_test(tst_windownotices)
set_tests_properties(tst_pages tst_setup tst_sharedwindow tst_windownotices PROPERTIES TIMEOUT 300)
set_tests_properties(tst_sharing tst_pagework tst_hostiletext PROPERTIES COST 100)
set_tests_properties(tst_pagework tst_hostiletext PROPERTIES TIMEOUT 600) # a list of 100,000 clients; 500 texts
# A function of it goes through 500 texts: under the sanitizers longer than Qt Test's five minutes.
set_property(TEST tst_hostiletext APPEND PROPERTY ENVIRONMENT QTEST_FUNCTION_TIMEOUT=580000)
