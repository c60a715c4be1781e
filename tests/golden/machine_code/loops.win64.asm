script: 163 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x40
;   0 LOAD_CONST 10
; 18: print(sum_below(10), collatz(27))
;   2 CALL 1
       18  mov ecx, 0xa
       1d  mov eax, 1
       22  call qword ptr [entry sum_below]
;   4 STORE_VAR 0
       28  mov [rbp - 0x18], rax
;   6 LOAD_CONST 27
;   8 CALL 2
       2c  mov ecx, 0x1b
       31  mov eax, 2
       36  call qword ptr [entry collatz]
;   10 LOAD_VAR 0
;   12 WRITE_INT
       3c  mov [rbp - 0x10], rax
       40  mov r11, [rbp - 0x18]
       44  mov [rbp - 8], r11
       48  lea rcx, [data a8]
       4f  lea rdx, [rbp - 0x18]
       53  call execute
;   13 LOAD_STRING 0
       58  mov rax, [string 0]
;   15 WRITE_STRING
       5f  mov [rbp - 8], rax
       63  lea rcx, [data b8]
       6a  lea rdx, [rbp - 0x18]
       6e  call execute
;   16 WRITE_INT
       73  lea rcx, [data c8]
       7a  lea rdx, [rbp - 0x18]
       7e  call execute
;   17 LOAD_STRING 1
       83  mov rax, [string 1]
;   19 WRITE_STRING
       8a  mov [rbp - 0x10], rax
       8e  lea rcx, [data d8]
       95  lea rdx, [rbp - 0x18]
       99  call execute
;   20 RETURN
       9e  mov rsp, rbp
       a1  pop rbp
       a2  ret

sum_below: 161 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push rsi
       13  push rdi
       14  sub rsp, 0x58
       1b  mov rdi, rcx
; 2: fn sum_below(n: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR sum
       1e  mov esi, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       23  mov ebx, 0
;   8 LOAD_VAR i
;   10 LOAD_VAR n
;   12 LT
       28  cmp rbx, rdi
       2b  jge 54
       31  cmp rsp, [stack_limit]
       38  jb 68
;   18 LOAD_VAR sum
;   20 LOAD_VAR i
;   22 LOAD_VAR i
;   24 MUL
       3e  mov rax, rbx
       41  imul rax, rbx
;   25 ADD
       45  add rax, rsi
;   26 STORE_VAR sum
       48  mov rsi, rax
; 4:     for i in 0..n { sum += i * i }
;   28 LOAD_VAR i
;   30 LOAD_CONST 1
;   32 ADD
       4b  add rbx, 1
;   35 LOAD_VAR i
;   37 LOAD_VAR n
;   39 LT
       4f  cmp rbx, rdi
       52  jl 31
;   45 LOAD_VAR sum
;   47 RETURN
       54  mov rax, rsi
       57  mov rbx, [rbp - 8]
       5b  mov rsi, [rbp - 0x10]
       5f  mov rdi, [rbp - 0x18]
       63  mov rsp, rbp
       66  pop rbp
       67  ret
       68  call exit
       6d  jmp 3e
       6f  int3
       70  push rbp
       71  mov rbp, rsp
       74  push rbx
       75  push rsi
       76  push rdi
       77  sub rsp, 0x58
       7e  mov r11d, 6
       84  mov rax, [rcx + r11*8 - 8]
       89  mov [rbp + r11*8 - 0x50], rax
       8e  sub r11, 1
       92  jne 84
       94  mov rdi, [rcx]
       97  mov rsi, [rcx + 8]
       9b  mov rbx, [rcx + 0x10]
       9f  jmp rdx

collatz: 206 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push rsi
       13  sub rsp, 0x50
       1a  mov [rbp - 0x38], rcx
; 8: fn collatz(start: int) -> int {
;   0 LOAD_VAR start
;   2 STORE_VAR n
       1e  mov rbx, [rbp - 0x38]
;   4 LOAD_CONST 0
;   6 STORE_VAR steps
       22  mov esi, 0
;   8 JUMP 53
       27  jmp 83
       2c  cmp rsp, [stack_limit]
       33  jb 99
;   13 LOAD_VAR n
;   15 LOAD_CONST 2
; 12:         n = n % 2 == 0 ? n / 2 : n * 3 + 1
;   17 MOD
       39  mov rax, rbx
       3c  mov r11, rax
       3f  shr r11, 0x3f
       43  add rax, r11
       46  and rax, 1
       4a  sub rax, r11
;   18 LOAD_CONST 0
;   20 EQ
       4d  test rax, rax
       50  jne 6f
;   26 LOAD_VAR n
;   28 LOAD_CONST 2
;   30 DIV
       56  mov rax, rbx
       59  mov r11, rax
       5c  shr r11, 0x3f
       60  add rax, r11
       63  sar rax, 1
;   31 JUMP 44
       66  mov [rbp - 0x20], rax
       6a  jmp 7b
;   36 LOAD_VAR n
;   38 LOAD_CONST 3
;   40 MUL
       6f  imul rax, rbx, 3
;   41 LOAD_CONST 1
;   43 ADD
       73  add rax, 1
       77  mov [rbp - 0x20], rax
;   44 STORE_VAR n
       7b  mov rbx, [rbp - 0x20]
;   46 LOAD_VAR steps
;   48 LOAD_CONST 1
;   50 ADD
       7f  add rsi, 1
; 11:     while n != 1 {
;   53 LOAD_VAR n
;   55 LOAD_CONST 1
;   57 NE
       83  cmp rbx, 1
       87  jne 2c
;   63 LOAD_VAR steps
;   65 RETURN
       89  mov rax, rsi
       8c  mov rbx, [rbp - 8]
       90  mov rsi, [rbp - 0x10]
       94  mov rsp, rbp
       97  pop rbp
       98  ret
       99  call exit
       9e  jmp 39
       a0  int3
       a1  push rbp
       a2  mov rbp, rsp
       a5  push rbx
       a6  push rsi
       a7  sub rsp, 0x50
       ae  mov r11d, 5
       b4  mov rax, [rcx + r11*8 - 8]
       b9  mov [rbp + r11*8 - 0x40], rax
       be  sub r11, 1
       c2  jne b4
       c4  mov rbx, [rcx + 8]
       c8  mov rsi, [rcx + 0x10]
       cc  jmp rdx

