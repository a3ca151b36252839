export type AwkExpression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "regex"; readonly source: string }
  | { readonly kind: "name"; readonly name: string }
  | {
      readonly kind: "element";
      readonly name: string;
      readonly subscripts: readonly AwkExpression[];
    }
  | { readonly kind: "field"; readonly index: AwkExpression }
  | {
      readonly kind: "assign";
      readonly operator: string;
      readonly target: AwkExpression;
      readonly value: AwkExpression;
    }
  | {
      readonly kind: "step";
      readonly by: 1 | -1;
      readonly prefix: boolean;
      readonly target: AwkExpression;
    }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: AwkExpression }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: AwkExpression;
      readonly right: AwkExpression;
    }
  | {
      readonly kind: "choice";
      readonly test: AwkExpression;
      readonly yes: AwkExpression;
      readonly no: AwkExpression;
    }
  | { readonly kind: "in"; readonly subscripts: readonly AwkExpression[]; readonly array: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly AwkExpression[] }
  | { readonly kind: "group"; readonly items: readonly AwkExpression[] }
  | {
      readonly kind: "getline";
      readonly from: "input" | "file" | "command";
      readonly source?: AwkExpression;
      readonly target?: AwkExpression;
    };

export type AwkStatement =
  | { readonly kind: "expression"; readonly value: AwkExpression }
  | {
      readonly kind: "print" | "printf";
      readonly args: readonly AwkExpression[];
      readonly to?: { readonly how: ">" | ">>" | "|"; readonly target: AwkExpression };
    }
  | {
      readonly kind: "if";
      readonly test: AwkExpression;
      readonly yes: AwkStatement;
      readonly no?: AwkStatement;
    }
  | { readonly kind: "while"; readonly test: AwkExpression; readonly body: AwkStatement }
  | { readonly kind: "do"; readonly test: AwkExpression; readonly body: AwkStatement }
  | {
      readonly kind: "for";
      readonly start?: AwkStatement;
      readonly test?: AwkExpression;
      readonly step?: AwkStatement;
      readonly body: AwkStatement;
    }
  | {
      readonly kind: "each";
      readonly name: string;
      readonly array: string;
      readonly body: AwkStatement;
    }
  | { readonly kind: "block"; readonly body: readonly AwkStatement[] }
  | { readonly kind: "break" | "continue" | "next" | "nextfile" }
  | { readonly kind: "exit" | "return"; readonly value?: AwkExpression }
  | {
      readonly kind: "delete";
      readonly name: string;
      readonly subscripts: readonly AwkExpression[];
    };

export interface AwkRule {
  readonly when: "BEGIN" | "END" | "record";
  readonly pattern?: AwkExpression;
  readonly until?: AwkExpression;
  /** `{ print }` where absent. */
  readonly body?: AwkStatement;
}

export interface AwkFunction {
  readonly parameters: readonly string[];
  readonly body: AwkStatement;
}

export interface AwkProgram {
  readonly rules: readonly AwkRule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}
