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

count: 216 bytes
        0  push rbp
        1  mov rbp, rsp
        4  push rbx
        5  push r12
        7  sub rsp, 0x40
; 4: fn count(text: string, wanted: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR n
        e  mov ebx, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       13  mov r9d, 0
;   8 LOAD_VAR text
;   10 STRING_LEN
       19  mov eax, [rdi + 0x14]
;   11 STORE_VAR 4
       1c  mov r12, rax
;   13 LOAD_VAR i
;   15 LOAD_VAR 4
;   17 LT
       1f  cmp r9, r12
       22  jge 68
       28  mov r8d, 0x400
       2e  sub r8d, 1
       32  je 77
;   23 LOAD_VAR text
;   25 LOAD_VAR i
; 7:         if text[i] == wanted { n += 1 }
;   27 STRING_GET
       38  mov r11d, [rdi + 0x14]
       3c  cmp r9, r11
       3f  jae 8d
       45  mov eax, [rdi + 0x10]
       48  add rax, [rdi + 8]
       4c  movzx eax, byte ptr [rax + r9 + 0x10]
;   28 LOAD_VAR wanted
;   30 EQ
       52  cmp rax, rsi
       55  jne 5f
;   36 LOAD_VAR n
;   38 LOAD_CONST 1
;   40 ADD
       5b  add rbx, 1
; 6:     for i in 0..text.len() {
;   43 LOAD_VAR i
;   45 LOAD_CONST 1
;   47 ADD
       5f  add r9, 1
;   50 LOAD_VAR i
;   52 LOAD_VAR 4
;   54 LT
       63  cmp r9, r12
       66  jl 2e
;   60 LOAD_VAR n
;   62 RETURN
       68  mov rax, rbx
       6b  add rsp, 0x40
       72  pop r12
       74  pop rbx
       75  pop rbp
       76  ret
       77  cmp rsp, [stack_limit]
       7e  jae 85
       80  call exit
       85  mov r8d, 0x400
       8b  jmp 38
       8d  call exit
       92  int3
       93  push rbp
       94  mov rbp, rsp
       97  push rbx
       98  push r12
       9a  sub rsp, 0x40
       a1  mov r10, rdi
       a4  mov rax, rsi
       a7  mov r11d, 7
       ad  mov rdx, [r10 + r11*8 - 8]
       b2  mov [rbp + r11*8 - 0x50], rdx
       b7  sub r11, 1
       bb  jne ad
       bd  mov rdi, [r10]
       c0  mov rsi, [r10 + 8]
       c4  mov rbx, [r10 + 0x10]
       c8  mov r9, [r10 + 0x18]
       cc  mov r12, [r10 + 0x20]
       d0  mov r8d, 0x400
       d6  jmp rax

