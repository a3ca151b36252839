/** The commands that do something else in the virtual shell, and why. The list only gets shorter. */
export const knownDifferences: Readonly<Record<string, string>> = {
  "fmt -w 30 poem.txt": "lines are filled as far as they go, not evenly",
  "column -t -s, people.csv | head -3": "no blanks are left at the end of lines",
  "expand left.tsv; unexpand -a poem.txt | head -1": "a single blank becomes a tab",
  "jq 'group_by(.active)' <<< '[{\"active\":true},{\"active\":false}]' -c":
    "false is not sorted before true",
  "ls nope a.txt > both.txt 2>&1; wc -l both.txt": "stdout is written whole before stderr",
  "mkdir -pv n/m": "only the last directory is named",
  "tar xzf <(tar czf - src) -C /tmp && ls /tmp/src": "bytes don't pass through <( )",
  "zip -q x.zip a.txt && unzip -l x.zip | grep -c a.txt": "there is no zip",
  'arr=(3 1 2); IFS=$\'\\n\'; echo "$(sort <<< "${arr[*]}")"': "IFS is not heeded in here-strings",
};
