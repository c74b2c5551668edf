import yaml
from huggingface_hub import parse_eval_result_entries

from mnist_space.hub.eval_results import EVAL_RESULTS, eval_results


def test_the_file_is_what_the_hubs_client_reads() -> None:
    (entry,) = parse_eval_result_entries(yaml.safe_load(eval_results({"accuracy": 0.99680001})))
    assert (entry.dataset_id, entry.task_id, entry.value) == ("ylecun/mnist", "mnist", 99.68)
    assert "test digits" in str(entry.notes)
    assert EVAL_RESULTS.startswith(".eval_results/")
