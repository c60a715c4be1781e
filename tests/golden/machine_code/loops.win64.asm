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

sum_below: 142 bytes
        0  push rbp
        1  mov rbp, rsp
        4  push rbx
        5  sub rsp, 0x58
        c  mov rbx, rcx
; 2: fn sum_below(n: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR sum
        f  mov r9d, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       15  mov r8d, 0
;   8 LOAD_VAR i
;   10 LOAD_VAR n
;   12 LT
       1b  cmp r8, rbx
       1e  jge 44
       24  cmp rsp, [stack_limit]
       2b  jb 51
;   18 LOAD_VAR sum
;   20 LOAD_VAR i
;   22 LOAD_VAR i
;   24 MUL
       31  mov rax, r8
       34  imul rax, r8
;   25 ADD
       38  add r9, rax
; 4:     for i in 0..n { sum += i * i }
;   28 LOAD_VAR i
;   30 LOAD_CONST 1
;   32 ADD
       3b  add r8, 1
;   35 LOAD_VAR i
;   37 LOAD_VAR n
;   39 LT
       3f  cmp r8, rbx
       42  jl 24
;   45 LOAD_VAR sum
;   47 RETURN
       44  mov rax, r9
       47  add rsp, 0x58
       4e  pop rbx
       4f  pop rbp
       50  ret
       51  call exit
       56  jmp 31
       58  int3
       59  push rbp
       5a  mov rbp, rsp
       5d  push rbx
       5e  sub rsp, 0x58
       65  mov r10, rcx
       68  mov rax, rdx
       6b  mov r11d, 6
       71  mov rdx, [r10 + r11*8 - 8]
       76  mov [rbp + r11*8 - 0x40], rdx
       7b  sub r11, 1
       7f  jne 71
       81  mov rbx, [r10]
       84  mov r9, [r10 + 8]
       88  mov r8, [r10 + 0x10]
       8c  jmp rax

collatz: 192 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x50
        b  mov [rbp - 0x28], rcx
; 8: fn collatz(start: int) -> int {
;   0 LOAD_VAR start
;   2 STORE_VAR n
        f  mov r8, [rbp - 0x28]
;   4 LOAD_CONST 0
;   6 STORE_VAR steps
       13  mov r9d, 0
;   8 JUMP 53
       19  jmp 75
       1e  cmp rsp, [stack_limit]
       25  jb 87
;   13 LOAD_VAR n
;   15 LOAD_CONST 2
; 12:         n = n % 2 == 0 ? n / 2 : n * 3 + 1
;   17 MOD
       2b  mov rax, r8
       2e  mov r11, rax
       31  shr r11, 0x3f
       35  add rax, r11
       38  and rax, 1
       3c  sub rax, r11
;   18 LOAD_CONST 0
;   20 EQ
       3f  test rax, rax
       42  jne 61
;   26 LOAD_VAR n
;   28 LOAD_CONST 2
;   30 DIV
       48  mov rax, r8
       4b  mov r11, rax
       4e  shr r11, 0x3f
       52  add rax, r11
       55  sar rax, 1
;   31 JUMP 44
       58  mov [rbp - 0x10], rax
       5c  jmp 6d
;   36 LOAD_VAR n
;   38 LOAD_CONST 3
;   40 MUL
       61  imul rax, r8, 3
;   41 LOAD_CONST 1
;   43 ADD
       65  add rax, 1
       69  mov [rbp - 0x10], rax
;   44 STORE_VAR n
       6d  mov r8, [rbp - 0x10]
;   46 LOAD_VAR steps
;   48 LOAD_CONST 1
;   50 ADD
       71  add r9, 1
; 11:     while n != 1 {
;   53 LOAD_VAR n
;   55 LOAD_CONST 1
;   57 NE
       75  cmp r8, 1
       79  jne 1e
;   63 LOAD_VAR steps
;   65 RETURN
       7b  mov rax, r9
       7e  add rsp, 0x50
       85  pop rbp
       86  ret
       87  call exit
       8c  jmp 2b
       8e  int3
       8f  push rbp
       90  mov rbp, rsp
       93  sub rsp, 0x50
       9a  mov r10, rcx
       9d  mov rax, rdx
       a0  mov r11d, 5
       a6  mov rdx, [r10 + r11*8 - 8]
       ab  mov [rbp + r11*8 - 0x30], rdx
       b0  sub r11, 1
       b4  jne a6
       b6  mov r8, [r10 + 8]
       ba  mov r9, [r10 + 0x10]
       be  jmp rax

