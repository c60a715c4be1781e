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

sum_below: 156 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x30
; 2: fn sum_below(n: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR sum
        b  mov r9d, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       11  mov r8d, 0
;   8 LOAD_VAR i
;   10 LOAD_VAR n
;   12 LT
       17  cmp r8, rdi
       1a  jge 41
       20  mov esi, 0x400
       25  sub esi, 1
       28  je 4d
;   18 LOAD_VAR sum
;   20 LOAD_VAR i
;   22 LOAD_VAR i
;   24 MUL
       2e  mov rax, r8
       31  imul rax, r8
;   25 ADD
       35  add r9, rax
; 4:     for i in 0..n { sum += i * i }
;   28 LOAD_VAR i
;   30 LOAD_CONST 1
;   32 ADD
       38  add r8, 1
;   35 LOAD_VAR i
;   37 LOAD_VAR n
;   39 LT
       3c  cmp r8, rdi
       3f  jl 25
;   45 LOAD_VAR sum
;   47 RETURN
       41  mov rax, r9
       44  add rsp, 0x30
       4b  pop rbp
       4c  ret
       4d  cmp rsp, [stack_limit]
       54  jae 5b
       56  call exit
       5b  mov esi, 0x400
       60  jmp 2e
       62  int3
       63  push rbp
       64  mov rbp, rsp
       67  sub rsp, 0x30
       6e  mov r10, rdi
       71  mov rax, rsi
       74  mov r11d, 6
       7a  mov rdx, [r10 + r11*8 - 8]
       7f  mov [rbp + r11*8 - 0x38], rdx
       84  sub r11, 1
       88  jne 7a
       8a  mov rdi, [r10]
       8d  mov r9, [r10 + 8]
       91  mov r8, [r10 + 0x10]
       95  mov esi, 0x400
       9a  jmp rax

collatz: 210 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x30
; 8: fn collatz(start: int) -> int {
;   0 LOAD_VAR start
;   2 STORE_VAR n
        b  mov r8, rdi
;   4 LOAD_CONST 0
;   6 STORE_VAR steps
        e  mov r9d, 0
;   8 JUMP 53
       14  mov esi, 0x400
       19  jmp 71
       1e  sub esi, 1
       21  je 83
;   13 LOAD_VAR n
;   15 LOAD_CONST 2
; 12:         n = n % 2 == 0 ? n / 2 : n * 3 + 1
;   17 MOD
       27  mov rax, r8
       2a  mov r11, rax
       2d  shr r11, 0x3f
       31  add rax, r11
       34  and rax, 1
       38  sub rax, r11
;   18 LOAD_CONST 0
;   20 EQ
       3b  test rax, rax
       3e  jne 5d
;   26 LOAD_VAR n
;   28 LOAD_CONST 2
;   30 DIV
       44  mov rax, r8
       47  mov r11, rax
       4a  shr r11, 0x3f
       4e  add rax, r11
       51  sar rax, 1
;   31 JUMP 44
       54  mov [rbp - 0x10], rax
       58  jmp 69
;   36 LOAD_VAR n
;   38 LOAD_CONST 3
;   40 MUL
       5d  imul rax, r8, 3
;   41 LOAD_CONST 1
;   43 ADD
       61  add rax, 1
       65  mov [rbp - 0x10], rax
;   44 STORE_VAR n
       69  mov r8, [rbp - 0x10]
;   46 LOAD_VAR steps
;   48 LOAD_CONST 1
;   50 ADD
       6d  add r9, 1
; 11:     while n != 1 {
;   53 LOAD_VAR n
;   55 LOAD_CONST 1
;   57 NE
       71  cmp r8, 1
       75  jne 1e
;   63 LOAD_VAR steps
;   65 RETURN
       77  mov rax, r9
       7a  add rsp, 0x30
       81  pop rbp
       82  ret
       83  cmp rsp, [stack_limit]
       8a  jae 91
       8c  call exit
       91  mov esi, 0x400
       96  jmp 27
       98  int3
       99  push rbp
       9a  mov rbp, rsp
       9d  sub rsp, 0x30
       a4  mov r10, rdi
       a7  mov rax, rsi
       aa  mov r11d, 5
       b0  mov rdx, [r10 + r11*8 - 8]
       b5  mov [rbp + r11*8 - 0x30], rdx
       ba  sub r11, 1
       be  jne b0
       c0  mov rdi, [r10]
       c3  mov r8, [r10 + 8]
       c7  mov r9, [r10 + 0x10]
       cb  mov esi, 0x400
       d0  jmp rax

