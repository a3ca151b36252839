/** What an agent should know before it is asked, in the language of its task. */
export function instructions(language: string | undefined): string {
  return language?.startsWith("zh") === true ? chinese : english;
}

const english = `You work on a SQLite database. Look at its tables first, then query and change it with run_sql. Change only what you are asked to change.

When you are done, say so without calling a tool. If something was asked, end with a line that begins with "Answer:" and holds only the answer: a number, a name, or a list parted by commas.`;

const chinese = `你在一个 SQLite 数据库上工作。先查看有哪些表，再用 run_sql 查询和修改数据。只改要求你改的内容。

完成后不再调用工具，直接说明。如果问了问题，最后一行以“答案：”开头，只写答案本身：一个数字、一个名称，或用逗号分隔的列表。`;
