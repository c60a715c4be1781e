// TL's syntax; docs/language.md says what it means.
//
// src/Lang.Frontend/Parsing/Generated is made from this file by eng/regenerate-parser.sh and committed.
//
// Rules for whoever changes it:
//  1. One token decides. The parser must never look far ahead; the only two-token decisions are "a comma, or the trailing
//     comma" and "`else`, or `else if`", which TlParser.Prediction.cs makes by hand. A test fails when the parser meets an
//     ambiguity, looks further, or decides otherwise on any program of the test corpus.
//  2. Operators are one flat list, which the AST builder climbs by Operators.Precedence: a rule per precedence level means
//     a dozen nested calls and tree nodes for each operand.
//  3. What has no limit (operators, postfixes, `else if`, elements, statements) is a loop here, never a recursion.
//  4. Brackets are matched, and nesting is limited, over the token list before the parser runs: see TokenChecker.

grammar Tl;

// A `return` that takes no expression. The lexer rule below makes RETURN only; the token list turns it into BARE_RETURN
// where the next token can't begin an expression: a keyword, `fn NAME`, `{`, `}`, `;` or the end. Left to the parser, this
// choice is ambiguous for `return` before a name.
tokens { BARE_RETURN }

script : (statement | ';')* EOF ;

// The whole text is one expression.
lonelyExpression : expression EOF ;

// ------------------------------------------------------------------------------------------------ statements

block : '{' (statement | ';')* '}' ;

statement
    : nameStatement
    | letStatement
    | ifStatement
    | whileStatement
    | forStatement
    | functionStatement
    | returnStatement
    | BREAK
    | CONTINUE
    | block
    ;

// A call, or an assignment; the AST builder refuses other shapes.
nameStatement : (NAME | STEP) postfix* (assignmentOperator expression)? ;

assignmentOperator
    : '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '>>>='
    ;

letStatement : LET (NAME | STEP) (':' type)? '=' expression ;

ifStatement : IF condition block (ELSE IF condition block)* (ELSE block)? ;

whileStatement : WHILE condition block ;

condition : expression ;

forStatement : FOR (NAME | STEP) IN sequence block ;

sequence : expression (('..' | '..=') expression (STEP expression)?)? ;

functionStatement : FN (NAME | STEP) function ;

returnStatement : RETURN expression | BARE_RETURN ;

// ------------------------------------------------------------------------------------------------ functions and types

// What follows `fn` or `fn name`.
function : parameters ('->' type)? (block | '=>' expression) ;

parameters : '(' (parameter (',' parameter)* ','?)? ')' ;

parameter : (NAME | STEP) (':' type)? ;

// `[]` belongs to the result in `fn(int) -> int[]`; an array of functions needs parentheses.
type : (NAME | '(' type ')') ('[' ']')* | functionType ;

functionType : FN '(' (type (',' type)* ','?)? ')' ('->' type)? ;

// ------------------------------------------------------------------------------------------------ expressions

// A function literal is an operand of no operator.
expression
    : operand (binaryOperator operand)* ('?' expression ':' expression)?
    | FN function
    ;

operand
    : ('-' | '!' | '~')* (NAME | STEP | INTEGER | FLOAT | STRING | TRUE | FALSE | parenthesized | array) postfix*
    ;

parenthesized : '(' expression ')' ;

array : '[' (expression (';' expression | (',' expression)* ','?))? ']' ;

postfix : arguments | index | '.' (NAME | STEP) arguments ;

arguments : '(' (expression (',' expression)* ','?)? ')' ;

index : '[' (expression ('..' expression?)? | '..' expression?) ']' ;

binaryOperator
    : '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '|' | '^' | '&' | '<<' | '>>' | '>>>'
    | '+' | '-' | '*' | '/' | '%'
    ;

// ------------------------------------------------------------------------------------------------ tokens

// Parsing/Tokenizer implements these rules by hand; a test compares it with the lexer made from them.

LET : 'let' ;
FN : 'fn' ;
IF : 'if' ;
ELSE : 'else' ;
WHILE : 'while' ;
FOR : 'for' ;
IN : 'in' ;
BREAK : 'break' ;
CONTINUE : 'continue' ;
RETURN : 'return' ;
TRUE : 'true' ;
FALSE : 'false' ;

// A keyword after the range of a `for`, elsewhere a name.
STEP : 'step' ;

// Kept for later versions of the language.
RESERVED : 'struct' | 'interface' | 'match' | 'import' | 'const' | 'try' | 'catch' | 'throw' | 'nil' | 'any' ;

NAME : [A-Za-z_] [A-Za-z0-9_]* ;

INTEGER : DIGITS | '0x' HEX_DIGIT+ ('_' HEX_DIGIT+)* | '0b' [01]+ ('_' [01]+)* ;
FLOAT : DIGITS ('.' DIGITS)? EXPONENT | DIGITS '.' DIGITS ;

// A letter, digit or underscore may not follow a number directly; longest match leads here then.
MALFORMED_NUMBER : [0-9] WORD* ('.' [0-9] WORD*)? ([eE] [+-] [0-9] WORD*)? ;

STRING : '"' (~["\\\r\n] | '\\' ~[\r\n])* '"' ;
UNTERMINATED_STRING : '"' (~["\\\r\n] | '\\' ~[\r\n])* '\\'? ;

PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
SLASH : '/' ;
PERCENT : '%' ;
AMPERSAND : '&' ;
PIPE : '|' ;
CARET : '^' ;
TILDE : '~' ;
BANG : '!' ;
SHIFT_LEFT : '<<' ;
SHIFT_RIGHT : '>>' ;
SHIFT_RIGHT_LOGICAL : '>>>' ;
AND : '&&' ;
OR : '||' ;
EQUAL : '==' ;
NOT_EQUAL : '!=' ;
LESS : '<' ;
LESS_OR_EQUAL : '<=' ;
GREATER : '>' ;
GREATER_OR_EQUAL : '>=' ;
ASSIGN : '=' ;
ASSIGN_ADD : '+=' ;
ASSIGN_SUBTRACT : '-=' ;
ASSIGN_MULTIPLY : '*=' ;
ASSIGN_DIVIDE : '/=' ;
ASSIGN_REMAINDER : '%=' ;
ASSIGN_AND : '&=' ;
ASSIGN_OR : '|=' ;
ASSIGN_XOR : '^=' ;
ASSIGN_SHIFT_LEFT : '<<=' ;
ASSIGN_SHIFT_RIGHT : '>>=' ;
ASSIGN_SHIFT_RIGHT_LOGICAL : '>>>=' ;
QUESTION : '?' ;
COLON : ':' ;
SEMICOLON : ';' ;
COMMA : ',' ;
DOT : '.' ;
RANGE : '..' ;
RANGE_INCLUSIVE : '..=' ;
ARROW : '->' ;
DOUBLE_ARROW : '=>' ;
OPEN_PAREN : '(' ;
CLOSE_PAREN : ')' ;
OPEN_BRACKET : '[' ;
CLOSE_BRACKET : ']' ;
OPEN_BRACE : '{' ;
CLOSE_BRACE : '}' ;

WHITE_SPACE : [ \t\r\n]+ -> skip ;
LINE_COMMENT : '//' ~[\r\n]* -> skip ;
BLOCK_COMMENT : '/*' (~'*' | '*'+ ~[*/])* '*'+ '/' -> skip ;
UNTERMINATED_COMMENT : '/*' (~'*' | '*'+ ~[*/])* '*'* ;

// Known slips get tokens of their own, so that one error covers them.
SINGLE_QUOTED : '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\'' ;
HASH_COMMENT : '#' ~[\r\n]* ;

STRAY_CHARACTER : . ;

fragment DIGITS : [0-9]+ ('_' [0-9]+)* ;
fragment HEX_DIGIT : [0-9A-Fa-f] ;
fragment EXPONENT : [eE] [+-]? DIGITS ;
fragment WORD : [A-Za-z0-9_] ;
