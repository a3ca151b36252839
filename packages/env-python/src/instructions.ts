import type { AnswerType } from "./task/python-task.ts";
import type { SpokenLanguage } from "./task/task-language.ts";

interface Words {
  readonly place: string;
  readonly stateful: string;
  readonly stateless: string;
  readonly answer: Readonly<Record<AnswerType, string>>;
}

const words: Readonly<Record<SpokenLanguage, Words>> = {
  en: {
    place:
      "You can run Python with the tool run_python_code. There is no network and no input; files of the task, if there are any, lie in the current directory.",
    stateful:
      "Variables, functions and imports last from one call to the next, as in a notebook, and the value of the last expression is shown.",
    stateless: "Each call is a program of its own: print what you want to see.",
    answer: {
      math: "When you know the answer, say it without calling a tool, in the form \\boxed{answer}.",
      number:
        "When you know the answer, say it without calling a tool, in the form \\boxed{number}.",
      exact:
        "When you know the answer, say it without calling a tool, in the form \\boxed{answer}, with nothing else in the box.",
      json: "When you know the answer, say it without calling a tool, as JSON in a ```json block.",
      tests:
        "When your program is done, answer without calling a tool, with the whole program in one ```python block. It is tested as a module: define what is asked for at its top level.",
    },
  },
  zh: {
    place:
      "你可以用工具 run_python_code 运行 Python 代码。没有网络，也不能等待输入；任务附带的文件（如果有）位于当前目录。",
    stateful:
      "变量、函数和导入会保留到下一次调用，如同在笔记本中一样；最后一个表达式的值会显示出来。",
    stateless: "每次调用都是一个独立的程序：需要看到的内容请用 print 输出。",
    answer: {
      math: "得到答案后，请不再调用工具，直接以 \\boxed{答案} 的形式作答。",
      number: "得到答案后，请不再调用工具，直接以 \\boxed{数值} 的形式作答。",
      exact: "得到答案后，请不再调用工具，直接以 \\boxed{答案} 的形式作答，框内不要写其他内容。",
      json: "得到答案后，请不再调用工具，直接用 ```json 代码块给出 JSON。",
      tests:
        "程序完成后，请不再调用工具，用一个 ```python 代码块给出完整的程序。它会作为模块被测试：请在顶层定义题目要求的内容。",
    },
  },
};

/** What an agent should know of its place before it is asked anything. */
export function instructionsFor(options: {
  readonly language: SpokenLanguage;
  readonly type: AnswerType;
  readonly stateless: boolean;
}): string {
  const { place, stateful, stateless, answer } = words[options.language];
  const space = options.language === "en" ? " " : "";
  return [place, options.stateless ? stateless : stateful, answer[options.type]].join(space);
}
