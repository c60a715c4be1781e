script: 263 bytes
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
       4b  mov r11, [rbp - 0x18]
       4f  mov [rbp - 8], r11
       53  mov [rbp - 0x10], rax
       57  lea rdi, [data 108]
       5e  lea rsi, [rbp - 8]
       62  call execute
;   15 LOAD_STRING 2
       67  mov rax, [string 2]
;   17 WRITE_STRING
       6e  mov [rbp - 8], rax
       72  lea rdi, [data 118]
       79  lea rsi, [rbp - 8]
       7d  call execute
;   18 WRITE_INT
       82  lea rdi, [data 128]
       89  lea rsi, [rbp - 0x10]
       8d  call execute
;   19 LOAD_STRING 2
       92  mov rax, [string 2]
;   21 WRITE_STRING
       99  mov [rbp - 0x10], rax
       9d  lea rdi, [data 138]
       a4  lea rsi, [rbp - 0x10]
       a8  call execute
;   22 LOAD_STRING 3
       ad  mov rax, [string 3]
;   24 LOAD_STRING 4
       b4  mov rcx, [string 4]
;   26 STRING_LT
       bb  mov [rbp - 0x10], rax
       bf  mov [rbp - 8], rcx
       c3  lea rdi, [data 148]
       ca  lea rsi, [rbp - 0x10]
       ce  call StringLt
;   27 WRITE_BOOL
       d3  lea rdi, [data 158]
       da  lea rsi, [rbp - 0x10]
       de  call execute
;   28 LOAD_STRING 5
       e3  mov rax, [string 5]
;   30 WRITE_STRING
       ea  mov [rbp - 0x10], rax
       ee  lea rdi, [data 168]
       f5  lea rsi, [rbp - 0x10]
       f9  call execute
;   31 RETURN
       fe  add rsp, 0x20
      105  pop rbp
      106  ret

greet: 103 bytes
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
       36  lea rsi, [rbp - 0x10]
       3a  call StringConcat
;   5 LOAD_STRING 7
       3f  mov rax, [string 7]
;   7 STRING_CONCAT
       46  mov [rbp - 8], rax
       4a  lea rdi, [data 78]
       51  lea rsi, [rbp - 0x10]
       55  call StringConcat
;   8 RETURN
       5a  mov rax, [rbp - 0x10]
       5e  add rsp, 0x20
       65  pop rbp
       66  ret

count: 187 bytes
        0  push rbp
        1  mov rbp, rsp
        4  push rbx
        5  sub rsp, 0x38
; 4: fn count(text: string, wanted: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR n
        c  mov r9d, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       12  mov r8d, 0
;   8 LOAD_VAR text
;   10 STRING_LEN
       18  mov eax, [rdi + 0x14]
;   11 STORE_VAR 4
       1b  mov rbx, rax
;   13 LOAD_VAR i
;   15 LOAD_VAR 4
;   17 LT
       1e  cmp r8, rbx
       21  jge 64
       27  cmp rsp, [stack_limit]
       2e  jb 71
;   23 LOAD_VAR text
;   25 LOAD_VAR i
; 7:         if text[i] == wanted { n += 1 }
;   27 STRING_GET
       34  mov r11d, [rdi + 0x14]
       38  cmp r8, r11
       3b  jae 78
       41  mov eax, [rdi + 0x10]
       44  add rax, [rdi + 8]
       48  movzx eax, byte ptr [rax + r8 + 0x10]
;   28 LOAD_VAR wanted
;   30 EQ
       4e  cmp rax, rsi
       51  jne 5b
;   36 LOAD_VAR n
;   38 LOAD_CONST 1
;   40 ADD
       57  add r9, 1
; 6:     for i in 0..text.len() {
;   43 LOAD_VAR i
;   45 LOAD_CONST 1
;   47 ADD
       5b  add r8, 1
;   50 LOAD_VAR i
;   52 LOAD_VAR 4
;   54 LT
       5f  cmp r8, rbx
       62  jl 27
;   60 LOAD_VAR n
;   62 RETURN
       64  mov rax, r9
       67  add rsp, 0x38
       6e  pop rbx
       6f  pop rbp
       70  ret
       71  call exit
       76  jmp 34
       78  call exit
       7d  int3
       7e  push rbp
       7f  mov rbp, rsp
       82  push rbx
       83  sub rsp, 0x38
       8a  mov r10, rdi
       8d  mov rax, rsi
       90  mov r11d, 7
       96  mov rdx, [r10 + r11*8 - 8]
       9b  mov [rbp + r11*8 - 0x48], rdx
       a0  sub r11, 1
       a4  jne 96
       a6  mov rdi, [r10]
       a9  mov rsi, [r10 + 8]
       ad  mov r9, [r10 + 0x10]
       b1  mov r8, [r10 + 0x18]
       b5  mov rbx, [r10 + 0x20]
       b9  jmp rax

