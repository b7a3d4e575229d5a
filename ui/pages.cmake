# History, Templates, Settings, set-up and import.
target_sources(ui PRIVATE
    clients/importdialog.cpp clients/importdialog.h
    clients/importmappingpage.cpp clients/importmappingpage.h
    clients/importresultpage.cpp clients/importresultpage.h
    clients/importtable.cpp clients/importtable.h
    common/elidedlabel.cpp common/elidedlabel.h
    common/fieldform.cpp common/fieldform.h
    common/taborder.cpp common/taborder.h
    common/noticebar.cpp common/noticebar.h
    common/progressdialog.cpp common/progressdialog.h
    common/templatevalues.cpp common/templatevalues.h
    history/historydelegate.cpp history/historydelegate.h
    history/historydetails.cpp history/historydetails.h
    history/historyexport.cpp history/historyexport.h
    history/historyfilterbar.cpp history/historyfilterbar.h
    history/historypage.cpp history/historypage.h
    history/historyproxy.cpp history/historyproxy.h
    history/historysearch.cpp history/historysearch.h
    history/historywords.cpp history/historywords.h
    settings/connectiontest.cpp settings/connectiontest.h
    settings/datasection.cpp settings/datasection.h
    settings/accountform.cpp
    settings/hoursform.cpp
    settings/limitform.cpp
    settings/numbersform.cpp
    settings/personform.cpp
    settings/practiceform.cpp
    settings/practicekeyform.cpp settings/practicekeyform.h
    settings/sendingkeyform.cpp settings/sendingkeyform.h
    settings/pricesform.cpp
    settings/recordswords.cpp settings/recordswords.h
    settings/recoverykeypanel.cpp settings/recoverykeypanel.h
    settings/recoverykeysheet.cpp settings/recoverykeysheet.h
    settings/settingsform.cpp settings/settingsforms.h
    settings/settingspage.cpp settings/settingspage.h
    settings/settingssection.cpp settings/settingssection.h
    settings/twiliosection.cpp settings/twiliosection.h
    setup/restorepanel.cpp setup/restorepanel.h
    setup/setupdialog.cpp setup/setupdialog.h
    setup/setupsteps.cpp setup/setupsteps.h
    setup/unlockpanel.cpp setup/unlockpanel.h
    sharing/approvedialog.cpp sharing/approvedialog.h
    sharing/deputiesdialog.cpp sharing/deputiesdialog.h
    sharing/invitedialog.cpp sharing/invitedialog.h
    sharing/joinpracticedialog.cpp sharing/joinpracticedialog.h
    sharing/memberpanel.cpp sharing/memberpanel.h
    sharing/partingdialog.cpp sharing/partingdialog.h
    sharing/recoverpracticedialog.cpp sharing/recoverpracticedialog.h
    sharing/stepdialog.cpp sharing/stepdialog.h
    sharing/partingwords.cpp sharing/partingwords.h
    sharing/peoplelist.cpp sharing/peoplelist.h
    sharing/joinrequests.cpp sharing/joinrequests.h
    sharing/peoplepanel.cpp sharing/peoplepanel.h
    sharing/personform.cpp sharing/personform.h
    sharing/practicerecoverypanel.cpp sharing/practicerecoverypanel.h
    sharing/reencryptpanel.cpp sharing/reencryptpanel.h
    sharing/resultline.cpp sharing/resultline.h
    sharing/roledialog.cpp sharing/roledialog.h
    sharing/serverform.cpp sharing/serverform.h
    sharing/setuppracticedialog.cpp sharing/setuppracticedialog.h
    sharing/sharingpanels.cpp sharing/sharingpanels.h
    sharing/sharingquestions.cpp sharing/sharingquestions.h
    sharing/sharingsection.cpp sharing/sharingsection.h
    sharing/sharingwords.cpp sharing/sharingwords.h
    sharing/sixwords.cpp sharing/sixwords.h
    sharing/updatedatabasedialog.cpp sharing/updatedatabasedialog.h
    templates/clientchoice.cpp templates/clientchoice.h
    templates/segmentline.cpp templates/segmentline.h
    templates/templateeditor.cpp templates/templateeditor.h
    templates/templatefilter.cpp templates/templatefilter.h
    templates/templateheader.cpp templates/templateheader.h
    templates/templatehighlighter.cpp templates/templatehighlighter.h
    templates/templatelistdelegate.cpp templates/templatelistdelegate.h
    templates/templatelistpanel.cpp templates/templatelistpanel.h
    templates/templatepreview.cpp templates/templatepreview.h
    templates/templatespage.cpp templates/templatespage.h
    templates/variabletable.cpp templates/variabletable.h)
