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

count: 199 bytes
        0  push rbp
        1  mov rbp, rsp
        4  push rbx
        5  push rsi
        6  push rdi
        7  sub rsp, 0x58
        e  mov rsi, rcx
       11  mov rdi, rdx
; 4: fn count(text: string, wanted: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR n
       14  mov r9d, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       1a  mov r8d, 0
;   8 LOAD_VAR text
;   10 STRING_LEN
       20  mov eax, [rsi + 0x14]
;   11 STORE_VAR 4
       23  mov rbx, rax
;   13 LOAD_VAR i
;   15 LOAD_VAR 4
;   17 LT
       26  cmp r8, rbx
       29  jge 6c
       2f  cmp rsp, [stack_limit]
       36  jb 7b
;   23 LOAD_VAR text
;   25 LOAD_VAR i
; 7:         if text[i] == wanted { n += 1 }
;   27 STRING_GET
       3c  mov r11d, [rsi + 0x14]
       40  cmp r8, r11
       43  jae 82
       49  mov eax, [rsi + 0x10]
       4c  add rax, [rsi + 8]
       50  movzx eax, byte ptr [rax + r8 + 0x10]
;   28 LOAD_VAR wanted
;   30 EQ
       56  cmp rax, rdi
       59  jne 63
;   36 LOAD_VAR n
;   38 LOAD_CONST 1
;   40 ADD
       5f  add r9, 1
; 6:     for i in 0..text.len() {
;   43 LOAD_VAR i
;   45 LOAD_CONST 1
;   47 ADD
       63  add r8, 1
;   50 LOAD_VAR i
;   52 LOAD_VAR 4
;   54 LT
       67  cmp r8, rbx
       6a  jl 2f
;   60 LOAD_VAR n
;   62 RETURN
       6c  mov rax, r9
       6f  add rsp, 0x58
       76  pop rdi
       77  pop rsi
       78  pop rbx
       79  pop rbp
       7a  ret
       7b  call exit
       80  jmp 3c
       82  call exit
       87  int3
       88  push rbp
       89  mov rbp, rsp
       8c  push rbx
       8d  push rsi
       8e  push rdi
       8f  sub rsp, 0x58
       96  mov r10, rcx
       99  mov rax, rdx
       9c  mov r11d, 7
       a2  mov rdx, [r10 + r11*8 - 8]
       a7  mov [rbp + r11*8 - 0x58], rdx
       ac  sub r11, 1
       b0  jne a2
       b2  mov rsi, [r10]
       b5  mov rdi, [r10 + 8]
       b9  mov r9, [r10 + 0x10]
       bd  mov r8, [r10 + 0x18]
       c1  mov rbx, [r10 + 0x20]
       c5  jmp rax

