/** LaTeX commands that say nothing about what is meant. */
export const silentCommands: ReadonlySet<string> = new Set(
  `left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle limits nolimits
  displaystyle textstyle scriptstyle rm bf it sf tt cal normalsize large Large huge small tiny
  quad qquad enspace thinspace space hfill hline nonumber notag centering boldmath
  , ; : ! > `.split(/\s+/),
);

/** Commands whose one argument stands for itself. */
export const wrapperCommands: ReadonlySet<string> = new Set(
  `textbf textit textsf texttt textsl emph mathbf mathit mathsf mathtt mathcal mathfrak mathscr bm
  boldsymbol pmb boxed fbox framebox underline ensuremath hbox mbox textnormal uline
  mathstrut displaylimits substack`.split(/\s+/),
);

/** Commands whose argument is words. */
export const textCommands: ReadonlySet<string> = new Set(
  "text textrm mathrm operatorname textup mathop textsc".split(" "),
);

/** Marks over a symbol: part of its name. */
export const accentCommands: ReadonlySet<string> = new Set(
  `overline bar hat vec tilde dot ddot widehat widetilde overrightarrow overleftarrow
  overarc overset`.split(/\s+/),
);

/** Commands that stand for an operator or a bracket. */
export const operatorCommands: Readonly<Record<string, string>> = {
  cdot: "*",
  times: "*",
  ast: "*",
  star: "*",
  bullet: "*",
  div: "/",
  slash: "/",
  le: "<=",
  leq: "<=",
  leqslant: "<=",
  leqq: "<=",
  ge: ">=",
  geq: ">=",
  geqslant: ">=",
  geqq: ">=",
  lt: "<",
  gt: ">",
  ne: "!=",
  neq: "!=",
  approx: "~",
  simeq: "~",
  doteq: "~",
  in: "in",
  notin: "not-in",
  cup: "union",
  bigcup: "union",
  cap: "intersection",
  bigcap: "intersection",
  setminus: "difference",
  smallsetminus: "difference",
  backslash: "difference",
  pm: "pm",
  mp: "mp",
  mid: "|",
  vert: "|",
  lvert: "|",
  rvert: "|",
  Vert: "|",
  lVert: "|",
  rVert: "|",
  "|": "|",
  lbrace: "set{",
  rbrace: "set}",
  "{": "set{",
  "}": "set}",
  lbrack: "[",
  rbrack: "]",
  lparen: "(",
  rparen: ")",
  langle: "(",
  rangle: ")",
  colon: ":",
  prime: "'",
  degree: "°",
  "%": "%",
  "&": "&",
  "\\": "row",
  cr: "row",
  to: "->",
  rightarrow: "->",
  Rightarrow: "=>",
  implies: "=>",
  lfloor: "floor(",
  rfloor: "floor)",
  lceil: "ceil(",
  rceil: "ceil)",
};

/** Functions, as they are called here, by the names that they go by. */
export const functionNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    `sin cos tan cot sec csc sinh cosh tanh coth exp ln gcd lcm max min floor ceil round abs sqrt
    factorial gamma arg sign conj`
      .split(/\s+/)
      .map((name) => [name, name]),
  ),
  cosec: "csc",
  ctg: "cot",
  tg: "tan",
  arctg: "atan",
  log: "log",
  lg: "lg",
  lb: "lb",
  arcsin: "asin",
  arccos: "acos",
  arctan: "atan",
  arccot: "acot",
  arcsec: "asec",
  arccsc: "acsc",
  asin: "asin",
  acos: "acos",
  atan: "atan",
  arcsinh: "asinh",
  arccosh: "acosh",
  arctanh: "atanh",
  arsinh: "asinh",
  arcosh: "acosh",
  artanh: "atanh",
  asinh: "asinh",
  acosh: "acosh",
  atanh: "atanh",
  cbrt: "cbrt",
  ceiling: "ceil",
  sgn: "sign",
  Gamma: "gamma",
  Re: "re",
  Im: "im",
  hcf: "gcd",
  binomial: "binomial",
  comb: "binomial",
  fraction: "fraction",
  rational: "fraction",
};

/** Letters of the Greek alphabet, and other commands that are a symbol. */
export const symbolCommands: ReadonlySet<string> = new Set(
  `alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho
  varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Sigma
  Upsilon Phi Psi Omega ell hbar aleph partial nabla angle triangle perp parallel square star`
    .split(/\s+/)
    .filter((name) => name !== "star"),
);

export const greekLetters: Readonly<Record<string, string>> = {
  α: "alpha",
  β: "beta",
  γ: "gamma",
  δ: "delta",
  ε: "epsilon",
  ζ: "zeta",
  η: "eta",
  θ: "theta",
  λ: "lambda",
  μ: "mu",
  ν: "nu",
  ξ: "xi",
  π: "pi",
  ρ: "rho",
  σ: "sigma",
  τ: "tau",
  φ: "phi",
  χ: "chi",
  ψ: "psi",
  ω: "omega",
  Γ: "Gamma",
  Δ: "Delta",
  Θ: "Theta",
  Λ: "Lambda",
  Σ: "Sigma",
  Φ: "Phi",
  Ω: "Omega",
};
