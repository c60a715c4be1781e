script: 259 bytes
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
       4b  mov [rbp - 0x10], rax
       4f  mov r11, [rbp - 0x18]
       53  mov [rbp - 8], r11
       57  lea rcx, [data 108]
       5e  lea rdx, [rbp - 0x18]
       62  call execute
;   15 LOAD_STRING 2
       67  mov rax, [string 2]
;   17 WRITE_STRING
       6e  mov [rbp - 8], rax
       72  lea rcx, [data 118]
       79  lea rdx, [rbp - 0x18]
       7d  call execute
;   18 WRITE_INT
       82  lea rcx, [data 128]
       89  lea rdx, [rbp - 0x18]
       8d  call execute
;   19 LOAD_STRING 2
       92  mov rax, [string 2]
;   21 WRITE_STRING
       99  mov [rbp - 0x10], rax
       9d  lea rcx, [data 138]
       a4  lea rdx, [rbp - 0x18]
       a8  call execute
;   22 LOAD_STRING 3
       ad  mov rax, [string 3]
;   24 LOAD_STRING 4
       b4  mov rcx, [string 4]
;   26 STRING_LT
       bb  mov [rbp - 0x10], rax
       bf  mov [rbp - 8], rcx
       c3  lea rcx, [data 148]
       ca  lea rdx, [rbp - 0x18]
       ce  call execute
;   27 WRITE_BOOL
       d3  lea rcx, [data 158]
       da  lea rdx, [rbp - 0x18]
       de  call execute
;   28 LOAD_STRING 5
       e3  mov rax, [string 5]
;   30 WRITE_STRING
       ea  mov [rbp - 0x10], rax
       ee  lea rcx, [data 168]
       f5  lea rdx, [rbp - 0x18]
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
       36  lea rdx, [rbp - 0x18]
       3a  call execute
;   5 LOAD_STRING 7
       3f  mov rax, [string 7]
;   7 STRING_CONCAT
       46  mov [rbp - 8], rax
       4a  lea rcx, [data 78]
       51  lea rdx, [rbp - 0x18]
       55  call execute
;   8 RETURN
       5a  mov rax, [rbp - 0x10]
       5e  mov rsp, rbp
       61  pop rbp
       62  ret

count: 230 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push rsi
       13  push rdi
       14  push r12
       16  push r13
       18  sub rsp, 0x58
       1f  mov r12, rcx
       22  mov r13, rdx
; 4: fn count(text: string, wanted: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR n
       25  mov esi, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       2a  mov ebx, 0
;   8 LOAD_VAR text
;   10 STRING_LEN
       2f  mov eax, [r12 + 0x14]
;   11 STORE_VAR 4
       34  mov rdi, rax
;   13 LOAD_VAR i
;   15 LOAD_VAR 4
;   17 LT
       37  cmp rbx, rdi
       3a  jge 80
       40  cmp rsp, [stack_limit]
       47  jb 9c
;   23 LOAD_VAR text
;   25 LOAD_VAR i
; 7:         if text[i] == wanted { n += 1 }
;   27 STRING_GET
       4d  mov r11d, [r12 + 0x14]
       52  cmp rbx, r11
       55  jae a3
       5b  mov eax, [r12 + 0x10]
       60  add rax, [r12 + 8]
       65  movzx eax, byte ptr [rax + rbx + 0x10]
;   28 LOAD_VAR wanted
;   30 EQ
       6a  cmp rax, r13
       6d  jne 77
;   36 LOAD_VAR n
;   38 LOAD_CONST 1
;   40 ADD
       73  add rsi, 1
; 6:     for i in 0..text.len() {
;   43 LOAD_VAR i
;   45 LOAD_CONST 1
;   47 ADD
       77  add rbx, 1
;   50 LOAD_VAR i
;   52 LOAD_VAR 4
;   54 LT
       7b  cmp rbx, rdi
       7e  jl 40
;   60 LOAD_VAR n
;   62 RETURN
       80  mov rax, rsi
       83  mov rbx, [rbp - 8]
       87  mov rsi, [rbp - 0x10]
       8b  mov rdi, [rbp - 0x18]
       8f  mov r12, [rbp - 0x20]
       93  mov r13, [rbp - 0x28]
       97  mov rsp, rbp
       9a  pop rbp
       9b  ret
       9c  call exit
       a1  jmp 4d
       a3  call exit
       a8  int3
       a9  push rbp
       aa  mov rbp, rsp
       ad  push rbx
       ae  push rsi
       af  push rdi
       b0  push r12
       b2  push r13
       b4  sub rsp, 0x58
       bb  mov r11d, 7
       c1  mov rax, [rcx + r11*8 - 8]
       c6  mov [rbp + r11*8 - 0x68], rax
       cb  sub r11, 1
       cf  jne c1
       d1  mov r12, [rcx]
       d4  mov r13, [rcx + 8]
       d8  mov rsi, [rcx + 0x10]
       dc  mov rbx, [rcx + 0x18]
       e0  mov rdi, [rcx + 0x20]
       e4  jmp rdx

