script: 263 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x40
;   0 LOAD_STRING 0
       18  mov rax, [string 0]
; 12: print(greet("tic"), count("banana", 97), "abc" < "abd")
;   2 CALL 1
       1f  mov rcx, rax
       22  mov eax, 1
       27  call qword ptr [entry greet]
;   4 STORE_VAR 0
       2d  mov [rbp - 0x18], rax
;   6 LOAD_STRING 1
       31  mov rax, [string 1]
;   8 LOAD_CONST 97
;   10 CALL 2
       38  mov rcx, rax
       3b  mov edx, 0x61
       40  mov eax, 2
       45  call qword ptr [entry count]
;   12 LOAD_VAR 0
;   14 WRITE_STRING
       4b  mov r11, [rbp - 0x18]
       4f  mov [rbp - 8], r11
       53  mov [rbp - 0x10], rax
       57  lea rcx, [data 108]
       5e  lea rdx, [rbp - 8]
       62  call execute
;   15 LOAD_STRING 2
       67  mov rax, [string 2]
;   17 WRITE_STRING
       6e  mov [rbp - 8], rax
       72  lea rcx, [data 118]
       79  lea rdx, [rbp - 8]
       7d  call execute
;   18 WRITE_INT
       82  lea rcx, [data 128]
       89  lea rdx, [rbp - 0x10]
       8d  call execute
;   19 LOAD_STRING 2
       92  mov rax, [string 2]
;   21 WRITE_STRING
       99  mov [rbp - 0x10], rax
       9d  lea rcx, [data 138]
       a4  lea rdx, [rbp - 0x10]
       a8  call execute
;   22 LOAD_STRING 3
       ad  mov rax, [string 3]
;   24 LOAD_STRING 4
       b4  mov rcx, [string 4]
;   26 STRING_LT
       bb  mov [rbp - 0x10], rax
       bf  mov [rbp - 8], rcx
       c3  lea rcx, [data 148]
       ca  lea rdx, [rbp - 0x10]
       ce  call StringLt
;   27 WRITE_BOOL
       d3  lea rcx, [data 158]
       da  lea rdx, [rbp - 0x10]
       de  call execute
;   28 LOAD_STRING 5
       e3  mov rax, [string 5]
;   30 WRITE_STRING
       ea  mov [rbp - 0x10], rax
       ee  lea rcx, [data 168]
       f5  lea rdx, [rbp - 0x10]
       f9  call execute
;   31 RETURN
       fe  add rsp, 0x40
      105  pop rbp
      106  ret

greet: 103 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x40
       18  mov [rbp - 0x18], rcx
; 2: fn greet(name: string) -> string => "hello, " + name + "!"
;   0 LOAD_STRING 6
       1c  mov rax, [string 6]
;   2 LOAD_VAR name
;   4 STRING_CONCAT
       23  mov [rbp - 0x10], rax
       27  mov r11, [rbp - 0x18]
       2b  mov [rbp - 8], r11
       2f  lea rcx, [data 68]
       36  lea rdx, [rbp - 0x10]
       3a  call StringConcat
;   5 LOAD_STRING 7
       3f  mov rax, [string 7]
;   7 STRING_CONCAT
       46  mov [rbp - 8], rax
       4a  lea rcx, [data 78]
       51  lea rdx, [rbp - 0x10]
       55  call StringConcat
;   8 RETURN
       5a  mov rax, [rbp - 0x10]
       5e  add rsp, 0x40
       65  pop rbp
       66  ret

count: 228 bytes
        0  push rbp
        1  mov rbp, rsp
        4  push rbx
        5  push rsi
        6  push rdi
        7  push r12
        9  sub rsp, 0x60
       10  mov rdi, rcx
       13  mov r12, rdx
; 4: fn count(text: string, wanted: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR n
       16  mov ebx, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       1b  mov r9d, 0
;   8 LOAD_VAR text
;   10 STRING_LEN
       21  mov eax, [rdi + 0x14]
;   11 STORE_VAR 4
       24  mov rsi, rax
;   13 LOAD_VAR i
;   15 LOAD_VAR 4
;   17 LT
       27  cmp r9, rsi
       2a  jge 70
       30  mov r8d, 0x400
       36  sub r8d, 1
       3a  je 81
;   23 LOAD_VAR text
;   25 LOAD_VAR i
; 7:         if text[i] == wanted { n += 1 }
;   27 STRING_GET
       40  mov r11d, [rdi + 0x14]
       44  cmp r9, r11
       47  jae 97
       4d  mov eax, [rdi + 0x10]
       50  add rax, [rdi + 8]
       54  movzx eax, byte ptr [rax + r9 + 0x10]
;   28 LOAD_VAR wanted
;   30 EQ
       5a  cmp rax, r12
       5d  jne 67
;   36 LOAD_VAR n
;   38 LOAD_CONST 1
;   40 ADD
       63  add rbx, 1
; 6:     for i in 0..text.len() {
;   43 LOAD_VAR i
;   45 LOAD_CONST 1
;   47 ADD
       67  add r9, 1
;   50 LOAD_VAR i
;   52 LOAD_VAR 4
;   54 LT
       6b  cmp r9, rsi
       6e  jl 36
;   60 LOAD_VAR n
;   62 RETURN
       70  mov rax, rbx
       73  add rsp, 0x60
       7a  pop r12
       7c  pop rdi
       7d  pop rsi
       7e  pop rbx
       7f  pop rbp
       80  ret
       81  cmp rsp, [stack_limit]
       88  jae 8f
       8a  call exit
       8f  mov r8d, 0x400
       95  jmp 40
       97  call exit
       9c  int3
       9d  push rbp
       9e  mov rbp, rsp
       a1  push rbx
       a2  push rsi
       a3  push rdi
       a4  push r12
       a6  sub rsp, 0x60
       ad  mov r10, rcx
       b0  mov rax, rdx
       b3  mov r11d, 7
       b9  mov rdx, [r10 + r11*8 - 8]
       be  mov [rbp + r11*8 - 0x60], rdx
       c3  sub r11, 1
       c7  jne b9
       c9  mov rdi, [r10]
       cc  mov r12, [r10 + 8]
       d0  mov rbx, [r10 + 0x10]
       d4  mov r9, [r10 + 0x18]
       d8  mov rsi, [r10 + 0x20]
       dc  mov r8d, 0x400
       e2  jmp rax

