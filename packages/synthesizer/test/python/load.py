"""Loads datasets with the trainers' own loaders, and says as JSON what it found."""

import json
import os
import sys

import datasets
import transformers
from transformers.utils.chat_template_utils import render_jinja_template


def records(folder):
    with open(os.path.join(folder, "train.jsonl"), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main(root):
    found = {"datasets": datasets.__version__, "transformers": transformers.__version__}
    cache = os.path.join(root, "cache")
    for name in sorted(os.listdir(root)):
        folder = os.path.join(root, name)
        if os.path.exists(os.path.join(folder, "train.jsonl")):
            loaded = datasets.load_dataset(folder, split="train", cache_dir=cache)
            written = records(folder)
            found[name] = {
                "records": len(written),
                "equal": sum(one == other for one, other in zip(loaded, written)),
            }
        elif os.path.exists(os.path.join(folder, "train.parquet")):
            loaded = datasets.load_dataset(folder, split="train", cache_dir=cache)
            found[name] = {"records": len(loaded), "columns": loaded.column_names}
    with open(os.path.join(root, "template.jinja"), encoding="utf-8") as file:
        template = file.read()
    rows = datasets.load_dataset(os.path.join(root, "trl"), split="train", cache_dir=cache)
    found["rendered"] = [
        render_jinja_template(
            conversations=[row["messages"]],
            tools=json.loads(row["tools"]),
            chat_template=template,
            add_generation_prompt=False,
        )[0][0]
        for row in rows
    ]
    print(json.dumps(found))


main(sys.argv[1])
