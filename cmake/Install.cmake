# What a package holds: the program, its content, the data packages where they were fetched, unit, man page, completion, docs.
include(GNUInstallDirs)
install(TARGETS bonafide RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS bonafide-reader bonafide-video-reader RUNTIME DESTINATION libexec/bonafide)
install(DIRECTORY content/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bonafide/content)
if(EXISTS ${CMAKE_SOURCE_DIR}/.data)
  install(DIRECTORY .data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bonafide/data)
endif()
install(FILES packaging/bonafide.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES packaging/bonafide.service packaging/bonafide.timer packaging/bonafide-watch.service DESTINATION /lib/systemd/system)
install(FILES README.md CHANGELOG.md NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.json")
install(CODE "
  file(MAKE_DIRECTORY \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  execute_process(COMMAND $<TARGET_FILE:bonafide> completion bash
                  OUTPUT_FILE \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/bash-completion/completions/bonafide)")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_CONTACT "The Bonafide authors <maintainers@bonafide.invalid>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "usb.ids, ieee-data, poppler-utils, tesseract-ocr, opencv-data")   # opencv-data: faces in recorded video
set(CPACK_STRIP_FILES ON)
include(CPack)
