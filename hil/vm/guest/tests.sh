#!/bin/sh
# To be read in (.) by stories that are tests.

# Run the tests of a folder, all or those whose names match; the report is what counts. The simulator is that of the project.
run_tests() {
    # shellcheck disable=SC2154 # a word of the kernel's command line
    PYTHONPATH=/mnt/project/hil:/mnt/project/hil/vm/guest PYTHONDONTWRITEBYTECODE=1 /opt/vmtest/bin/python -m pytest \
        -p no:cacheprovider -v --color=no --tb=short -c pytest.ini --junit-xml=/mnt/share/report.xml -k "$match" "$@"
}
