script: 259 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
;   0 LOAD_STRING 0
       18  mov rax, [string 0]
; 12: print(greet("tic"), count("banana", 97), "abc" < "abd")
;   2 CALL 1
       1f  mov rdi, rax
       22  mov eax, 1
       27  call qword ptr [entry greet]
;   4 STORE_VAR 0
       2d  mov [rbp - 0x18], rax
;   6 LOAD_STRING 1
       31  mov rax, [string 1]
;   8 LOAD_CONST 97
;   10 CALL 2
       38  mov rdi, rax
       3b  mov esi, 0x61
       40  mov eax, 2
       45  call qword ptr [entry count]
;   12 LOAD_VAR 0
;   14 WRITE_STRING
       4b  mov [rbp - 0x10], rax
       4f  mov r11, [rbp - 0x18]
       53  mov [rbp - 8], r11
       57  lea rdi, [data 108]
       5e  lea rsi, [rbp - 0x18]
       62  call execute
;   15 LOAD_STRING 2
       67  mov rax, [string 2]
;   17 WRITE_STRING
       6e  mov [rbp - 8], rax
       72  lea rdi, [data 118]
       79  lea rsi, [rbp - 0x18]
       7d  call execute
;   18 WRITE_INT
       82  lea rdi, [data 128]
       89  lea rsi, [rbp - 0x18]
       8d  call execute
;   19 LOAD_STRING 2
       92  mov rax, [string 2]
;   21 WRITE_STRING
       99  mov [rbp - 0x10], rax
       9d  lea rdi, [data 138]
       a4  lea rsi, [rbp - 0x18]
       a8  call execute
;   22 LOAD_STRING 3
       ad  mov rax, [string 3]
;   24 LOAD_STRING 4
       b4  mov rcx, [string 4]
;   26 STRING_LT
       bb  mov [rbp - 0x10], rax
       bf  mov [rbp - 8], rcx
       c3  lea rdi, [data 148]
       ca  lea rsi, [rbp - 0x18]
       ce  call execute
;   27 WRITE_BOOL
       d3  lea rdi, [data 158]
       da  lea rsi, [rbp - 0x18]
       de  call execute
;   28 LOAD_STRING 5
       e3  mov rax, [string 5]
;   30 WRITE_STRING
       ea  mov [rbp - 0x10], rax
       ee  lea rdi, [data 168]
       f5  lea rsi, [rbp - 0x18]
       f9  call execute
;   31 RETURN
       fe  mov rsp, rbp
      101  pop rbp
      102  ret

greet: 99 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
       18  mov [rbp - 0x18], rdi
; 2: fn greet(name: string) -> string => "hello, " + name + "!"
;   0 LOAD_STRING 6
       1c  mov rax, [string 6]
;   2 LOAD_VAR name
;   4 STRING_CONCAT
       23  mov [rbp - 0x10], rax
       27  mov r11, [rbp - 0x18]
       2b  mov [rbp - 8], r11
       2f  lea rdi, [data 68]
       36  lea rsi, [rbp - 0x18]
       3a  call execute
;   5 LOAD_STRING 7
       3f  mov rax, [string 7]
;   7 STRING_CONCAT
       46  mov [rbp - 8], rax
       4a  lea rdi, [data 78]
       51  lea rsi, [rbp - 0x18]
       55  call execute
;   8 RETURN
       5a  mov rax, [rbp - 0x10]
       5e  mov rsp, rbp
       61  pop rbp
       62  ret

count: 231 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push r12
       14  push r13
       16  push r14
       18  push r15
       1a  sub rsp, 0x38
       21  mov r14, rdi
       24  mov r15, rsi
; 4: fn count(text: string, wanted: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR n
       27  mov r12d, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       2d  mov ebx, 0
;   8 LOAD_VAR text
;   10 STRING_LEN
       32  mov eax, [r14 + 0x14]
;   11 STORE_VAR 4
       36  mov r13, rax
;   13 LOAD_VAR i
;   15 LOAD_VAR 4
;   17 LT
       39  cmp rbx, r13
       3c  jge 7f
       42  cmp rsp, [stack_limit]
       49  jb 9b
;   23 LOAD_VAR text
;   25 LOAD_VAR i
; 7:         if text[i] == wanted { n += 1 }
;   27 STRING_GET
       4f  mov r11d, [r14 + 0x14]
       53  cmp rbx, r11
       56  jae a2
       5c  mov eax, [r14 + 0x10]
       60  add rax, [r14 + 8]
       64  movzx eax, byte ptr [rax + rbx + 0x10]
;   28 LOAD_VAR wanted
;   30 EQ
       69  cmp rax, r15
       6c  jne 76
;   36 LOAD_VAR n
;   38 LOAD_CONST 1
;   40 ADD
       72  add r12, 1
; 6:     for i in 0..text.len() {
;   43 LOAD_VAR i
;   45 LOAD_CONST 1
;   47 ADD
       76  add rbx, 1
;   50 LOAD_VAR i
;   52 LOAD_VAR 4
;   54 LT
       7a  cmp rbx, r13
       7d  jl 42
;   60 LOAD_VAR n
;   62 RETURN
       7f  mov rax, r12
       82  mov rbx, [rbp - 8]
       86  mov r12, [rbp - 0x10]
       8a  mov r13, [rbp - 0x18]
       8e  mov r14, [rbp - 0x20]
       92  mov r15, [rbp - 0x28]
       96  mov rsp, rbp
       99  pop rbp
       9a  ret
       9b  call exit
       a0  jmp 4f
       a2  call exit
       a7  int3
       a8  push rbp
       a9  mov rbp, rsp
       ac  push rbx
       ad  push r12
       af  push r13
       b1  push r14
       b3  push r15
       b5  sub rsp, 0x38
       bc  mov r11d, 7
       c2  mov rax, [rdi + r11*8 - 8]
       c7  mov [rbp + r11*8 - 0x68], rax
       cc  sub r11, 1
       d0  jne c2
       d2  mov r14, [rdi]
       d5  mov r15, [rdi + 8]
       d9  mov r12, [rdi + 0x10]
       dd  mov rbx, [rdi + 0x18]
       e1  mov r13, [rdi + 0x20]
       e5  jmp rsi

