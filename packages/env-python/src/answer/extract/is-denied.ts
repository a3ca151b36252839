const denial =
  /(?:\bnot|\bnever|n't|不是|不等于|不为|不会是|不可能是|并非|绝非)(?:\s+(?:be|equal(?:\s+to)?|simply|just|exactly))?[\s$({*\\]*$/i;

/** Whether what stands before a number or a formula says that it is not the answer. */
export function isDenied(before: string): boolean {
  return denial.test(before.slice(-40));
}
