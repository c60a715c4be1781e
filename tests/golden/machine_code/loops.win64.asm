script: 167 bytes
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
       3c  mov r11, [rbp - 0x18]
       40  mov [rbp - 8], r11
       44  mov [rbp - 0x10], rax
       48  lea rcx, [data a8]
       4f  lea rdx, [rbp - 8]
       53  call execute
;   13 LOAD_STRING 0
       58  mov rax, [string 0]
;   15 WRITE_STRING
       5f  mov [rbp - 8], rax
       63  lea rcx, [data b8]
       6a  lea rdx, [rbp - 8]
       6e  call execute
;   16 WRITE_INT
       73  lea rcx, [data c8]
       7a  lea rdx, [rbp - 0x10]
       7e  call execute
;   17 LOAD_STRING 1
       83  mov rax, [string 1]
;   19 WRITE_STRING
       8a  mov [rbp - 0x10], rax
       8e  lea rcx, [data d8]
       95  lea rdx, [rbp - 0x10]
       99  call execute
;   20 RETURN
       9e  add rsp, 0x40
       a5  pop rbp
       a6  ret

sum_below: 168 bytes
        0  push rbp
        1  mov rbp, rsp
        4  push rbx
        5  push rsi
        6  sub rsp, 0x50
        d  mov rsi, rcx
; 2: fn sum_below(n: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR sum
       10  mov ebx, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       15  mov r9d, 0
;   8 LOAD_VAR i
;   10 LOAD_VAR n
;   12 LT
       1b  cmp r9, rsi
       1e  jge 47
       24  mov r8d, 0x400
       2a  sub r8d, 1
       2e  je 55
;   18 LOAD_VAR sum
;   20 LOAD_VAR i
;   22 LOAD_VAR i
;   24 MUL
       34  mov rax, r9
       37  imul rax, r9
;   25 ADD
       3b  add rbx, rax
; 4:     for i in 0..n { sum += i * i }
;   28 LOAD_VAR i
;   30 LOAD_CONST 1
;   32 ADD
       3e  add r9, 1
;   35 LOAD_VAR i
;   37 LOAD_VAR n
;   39 LT
       42  cmp r9, rsi
       45  jl 2a
;   45 LOAD_VAR sum
;   47 RETURN
       47  mov rax, rbx
       4a  add rsp, 0x50
       51  pop rsi
       52  pop rbx
       53  pop rbp
       54  ret
       55  cmp rsp, [stack_limit]
       5c  jae 63
       5e  call exit
       63  mov r8d, 0x400
       69  jmp 34
       6b  int3
       6c  push rbp
       6d  mov rbp, rsp
       70  push rbx
       71  push rsi
       72  sub rsp, 0x50
       79  mov r10, rcx
       7c  mov rax, rdx
       7f  mov r11d, 6
       85  mov rdx, [r10 + r11*8 - 8]
       8a  mov [rbp + r11*8 - 0x48], rdx
       8f  sub r11, 1
       93  jne 85
       95  mov rsi, [r10]
       98  mov rbx, [r10 + 8]
       9c  mov r9, [r10 + 0x10]
       a0  mov r8d, 0x400
       a6  jmp rax

collatz: 218 bytes
        0  push rbp
        1  mov rbp, rsp
        4  push rbx
        5  sub rsp, 0x48
        c  mov [rbp - 0x30], rcx
; 8: fn collatz(start: int) -> int {
;   0 LOAD_VAR start
;   2 STORE_VAR n
       10  mov r9, [rbp - 0x30]
;   4 LOAD_CONST 0
;   6 STORE_VAR steps
       14  mov ebx, 0
;   8 JUMP 53
       19  mov r8d, 0x400
       1f  jmp 78
       24  sub r8d, 1
       28  je 8b
;   13 LOAD_VAR n
;   15 LOAD_CONST 2
; 12:         n = n % 2 == 0 ? n / 2 : n * 3 + 1
;   17 MOD
       2e  mov rax, r9
       31  mov r11, rax
       34  shr r11, 0x3f
       38  add rax, r11
       3b  and rax, 1
       3f  sub rax, r11
;   18 LOAD_CONST 0
;   20 EQ
       42  test rax, rax
       45  jne 64
;   26 LOAD_VAR n
;   28 LOAD_CONST 2
;   30 DIV
       4b  mov rax, r9
       4e  mov r11, rax
       51  shr r11, 0x3f
       55  add rax, r11
       58  sar rax, 1
;   31 JUMP 44
       5b  mov [rbp - 0x18], rax
       5f  jmp 70
;   36 LOAD_VAR n
;   38 LOAD_CONST 3
;   40 MUL
       64  imul rax, r9, 3
;   41 LOAD_CONST 1
;   43 ADD
       68  add rax, 1
       6c  mov [rbp - 0x18], rax
;   44 STORE_VAR n
       70  mov r9, [rbp - 0x18]
;   46 LOAD_VAR steps
;   48 LOAD_CONST 1
;   50 ADD
       74  add rbx, 1
; 11:     while n != 1 {
;   53 LOAD_VAR n
;   55 LOAD_CONST 1
;   57 NE
       78  cmp r9, 1
       7c  jne 24
;   63 LOAD_VAR steps
;   65 RETURN
       7e  mov rax, rbx
       81  add rsp, 0x48
       88  pop rbx
       89  pop rbp
       8a  ret
       8b  cmp rsp, [stack_limit]
       92  jae 99
       94  call exit
       99  mov r8d, 0x400
       9f  jmp 2e
       a1  int3
       a2  push rbp
       a3  mov rbp, rsp
       a6  push rbx
       a7  sub rsp, 0x48
       ae  mov r10, rcx
       b1  mov rax, rdx
       b4  mov r11d, 5
       ba  mov rdx, [r10 + r11*8 - 8]
       bf  mov [rbp + r11*8 - 0x38], rdx
       c4  sub r11, 1
       c8  jne ba
       ca  mov r9, [r10 + 8]
       ce  mov rbx, [r10 + 0x10]
       d2  mov r8d, 0x400
       d8  jmp rax

