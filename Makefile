# The same verbs as run.py, for those who type make. ARGS are handed on: make train ARGS="--minutes 5"

.PHONY: demo test page lint train eval bench plugins docs release hostile audit

demo test page lint train eval bench plugins docs release hostile audit:
	python3 run.py $@ $(ARGS)
