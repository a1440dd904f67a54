"""How .ci/notebooks has Jupyter run a notebook: in the given time, and without a trace of when and where."""

c = get_config()  # noqa: F821, Jupyter's

c.ExecutePreprocessor.enabled = True
c.ExecutePreprocessor.startup_timeout = 20
c.ExecutePreprocessor.timeout = 600
c.ExecutePreprocessor.record_timing = False
c.ClearMetadataPreprocessor.enabled = True
c.ClearMetadataPreprocessor.preserve_nb_metadata_mask = {"kernelspec", ("language_info", "name")}
