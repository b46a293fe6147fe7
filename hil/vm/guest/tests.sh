#!/bin/sh
# To be read in (.) by stories that are tests.

# Run the tests of a folder, all or those whose names match; the report is what counts.
run_tests() {
    # shellcheck disable=SC2154 # a word of the kernel's command line
    PYTHONDONTWRITEBYTECODE=1 /opt/vmtest/bin/python -m pytest -p no:cacheprovider -v --color=no --tb=short -c pytest.ini \
        --junit-xml=/mnt/share/report.xml -k "$match" "$@"
}

# The same where nothing of lockerd is on the disk: the simulator is that of the project.
run_bare_tests() {
    PYTHONPATH=/opt/vmtest/site:/mnt/project/hil:/mnt/project/hil/vm/guest PYTHONDONTWRITEBYTECODE=1 python3 -m pytest \
        -p no:cacheprovider -v --color=no --tb=short -c pytest.ini --junit-xml=/mnt/share/report.xml -k "$match" --timeout=420 "$@"
}
