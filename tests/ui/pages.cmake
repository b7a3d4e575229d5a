# History, Templates, Settings, set-up and import.
practiceline_test(tst_pagemodels SOURCES tst_pagemodels.cpp LIBS models LABELS ui)
function(practiceline_page_test name)
    practiceline_test(${name} SOURCES ${name}.cpp pagesfixture.h picturedata.h uitesting.h
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
practiceline_page_test(tst_setup)
practiceline_page_test(tst_windownotices)
set_tests_properties(tst_pages tst_setup tst_windownotices PROPERTIES TIMEOUT 300)
set_tests_properties(tst_pagework PROPERTIES TIMEOUT 600) # a list of 100,000 clients
