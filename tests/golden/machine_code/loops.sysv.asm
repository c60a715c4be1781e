script: 167 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
;   0 LOAD_CONST 10
; 18: print(sum_below(10), collatz(27))
;   2 CALL 1
       18  mov edi, 0xa
       1d  mov eax, 1
       22  call qword ptr [entry sum_below]
;   4 STORE_VAR 0
       28  mov [rbp - 0x18], rax
;   6 LOAD_CONST 27
;   8 CALL 2
       2c  mov edi, 0x1b
       31  mov eax, 2
       36  call qword ptr [entry collatz]
;   10 LOAD_VAR 0
;   12 WRITE_INT
       3c  mov r11, [rbp - 0x18]
       40  mov [rbp - 8], r11
       44  mov [rbp - 0x10], rax
       48  lea rdi, [data a8]
       4f  lea rsi, [rbp - 8]
       53  call execute
;   13 LOAD_STRING 0
       58  mov rax, [string 0]
;   15 WRITE_STRING
       5f  mov [rbp - 8], rax
       63  lea rdi, [data b8]
       6a  lea rsi, [rbp - 8]
       6e  call execute
;   16 WRITE_INT
       73  lea rdi, [data c8]
       7a  lea rsi, [rbp - 0x10]
       7e  call execute
;   17 LOAD_STRING 1
       83  mov rax, [string 1]
;   19 WRITE_STRING
       8a  mov [rbp - 0x10], rax
       8e  lea rdi, [data d8]
       95  lea rsi, [rbp - 0x10]
       99  call execute
;   20 RETURN
       9e  add rsp, 0x20
       a5  pop rbp
       a6  ret

sum_below: 135 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x30
; 2: fn sum_below(n: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR sum
        b  mov r8d, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       11  mov esi, 0
;   8 LOAD_VAR i
;   10 LOAD_VAR n
;   12 LT
       16  cmp rsi, rdi
       19  jge 3f
       1f  cmp rsp, [stack_limit]
       26  jb 4b
;   18 LOAD_VAR sum
;   20 LOAD_VAR i
;   22 LOAD_VAR i
;   24 MUL
       2c  mov rax, rsi
       2f  imul rax, rsi
;   25 ADD
       33  add r8, rax
; 4:     for i in 0..n { sum += i * i }
;   28 LOAD_VAR i
;   30 LOAD_CONST 1
;   32 ADD
       36  add rsi, 1
;   35 LOAD_VAR i
;   37 LOAD_VAR n
;   39 LT
       3a  cmp rsi, rdi
       3d  jl 1f
;   45 LOAD_VAR sum
;   47 RETURN
       3f  mov rax, r8
       42  add rsp, 0x30
       49  pop rbp
       4a  ret
       4b  call exit
       50  jmp 2c
       52  int3
       53  push rbp
       54  mov rbp, rsp
       57  sub rsp, 0x30
       5e  mov r10, rdi
       61  mov rax, rsi
       64  mov r11d, 6
       6a  mov rdx, [r10 + r11*8 - 8]
       6f  mov [rbp + r11*8 - 0x38], rdx
       74  sub r11, 1
       78  jne 6a
       7a  mov rdi, [r10]
       7d  mov r8, [r10 + 8]
       81  mov rsi, [r10 + 0x10]
       85  jmp rax

collatz: 190 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x30
; 8: fn collatz(start: int) -> int {
;   0 LOAD_VAR start
;   2 STORE_VAR n
        b  mov rsi, rdi
;   4 LOAD_CONST 0
;   6 STORE_VAR steps
        e  mov r8d, 0
;   8 JUMP 53
       14  jmp 70
       19  cmp rsp, [stack_limit]
       20  jb 82
;   13 LOAD_VAR n
;   15 LOAD_CONST 2
; 12:         n = n % 2 == 0 ? n / 2 : n * 3 + 1
;   17 MOD
       26  mov rax, rsi
       29  mov r11, rax
       2c  shr r11, 0x3f
       30  add rax, r11
       33  and rax, 1
       37  sub rax, r11
;   18 LOAD_CONST 0
;   20 EQ
       3a  test rax, rax
       3d  jne 5c
;   26 LOAD_VAR n
;   28 LOAD_CONST 2
;   30 DIV
       43  mov rax, rsi
       46  mov r11, rax
       49  shr r11, 0x3f
       4d  add rax, r11
       50  sar rax, 1
;   31 JUMP 44
       53  mov [rbp - 0x10], rax
       57  jmp 68
;   36 LOAD_VAR n
;   38 LOAD_CONST 3
;   40 MUL
       5c  imul rax, rsi, 3
;   41 LOAD_CONST 1
;   43 ADD
       60  add rax, 1
       64  mov [rbp - 0x10], rax
;   44 STORE_VAR n
       68  mov rsi, [rbp - 0x10]
;   46 LOAD_VAR steps
;   48 LOAD_CONST 1
;   50 ADD
       6c  add r8, 1
; 11:     while n != 1 {
;   53 LOAD_VAR n
;   55 LOAD_CONST 1
;   57 NE
       70  cmp rsi, 1
       74  jne 19
;   63 LOAD_VAR steps
;   65 RETURN
       76  mov rax, r8
       79  add rsp, 0x30
       80  pop rbp
       81  ret
       82  call exit
       87  jmp 26
       89  int3
       8a  push rbp
       8b  mov rbp, rsp
       8e  sub rsp, 0x30
       95  mov r10, rdi
       98  mov rax, rsi
       9b  mov r11d, 5
       a1  mov rdx, [r10 + r11*8 - 8]
       a6  mov [rbp + r11*8 - 0x30], rdx
       ab  sub r11, 1
       af  jne a1
       b1  mov rdi, [r10]
       b4  mov rsi, [r10 + 8]
       b8  mov r8, [r10 + 0x10]
       bc  jmp rax

