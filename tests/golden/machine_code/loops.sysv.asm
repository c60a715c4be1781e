script: 163 bytes
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
       3c  mov [rbp - 0x10], rax
       40  mov r11, [rbp - 0x18]
       44  mov [rbp - 8], r11
       48  lea rdi, [data a8]
       4f  lea rsi, [rbp - 0x18]
       53  call execute
;   13 LOAD_STRING 0
       58  mov rax, [string 0]
;   15 WRITE_STRING
       5f  mov [rbp - 8], rax
       63  lea rdi, [data b8]
       6a  lea rsi, [rbp - 0x18]
       6e  call execute
;   16 WRITE_INT
       73  lea rdi, [data c8]
       7a  lea rsi, [rbp - 0x18]
       7e  call execute
;   17 LOAD_STRING 1
       83  mov rax, [string 1]
;   19 WRITE_STRING
       8a  mov [rbp - 0x10], rax
       8e  lea rdi, [data d8]
       95  lea rsi, [rbp - 0x18]
       99  call execute
;   20 RETURN
       9e  mov rsp, rbp
       a1  pop rbp
       a2  ret

sum_below: 166 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push r12
       14  push r13
       16  sub rsp, 0x38
       1d  mov r13, rdi
; 2: fn sum_below(n: int) -> int {
;   0 LOAD_CONST 0
;   2 STORE_VAR sum
       20  mov r12d, 0
;   4 LOAD_CONST 0
;   6 STORE_VAR i
       26  mov ebx, 0
;   8 LOAD_VAR i
;   10 LOAD_VAR n
;   12 LT
       2b  cmp rbx, r13
       2e  jge 57
       34  cmp rsp, [stack_limit]
       3b  jb 6b
;   18 LOAD_VAR sum
;   20 LOAD_VAR i
;   22 LOAD_VAR i
;   24 MUL
       41  mov rax, rbx
       44  imul rax, rbx
;   25 ADD
       48  add rax, r12
;   26 STORE_VAR sum
       4b  mov r12, rax
; 4:     for i in 0..n { sum += i * i }
;   28 LOAD_VAR i
;   30 LOAD_CONST 1
;   32 ADD
       4e  add rbx, 1
;   35 LOAD_VAR i
;   37 LOAD_VAR n
;   39 LT
       52  cmp rbx, r13
       55  jl 34
;   45 LOAD_VAR sum
;   47 RETURN
       57  mov rax, r12
       5a  mov rbx, [rbp - 8]
       5e  mov r12, [rbp - 0x10]
       62  mov r13, [rbp - 0x18]
       66  mov rsp, rbp
       69  pop rbp
       6a  ret
       6b  call exit
       70  jmp 41
       72  int3
       73  push rbp
       74  mov rbp, rsp
       77  push rbx
       78  push r12
       7a  push r13
       7c  sub rsp, 0x38
       83  mov r11d, 6
       89  mov rax, [rdi + r11*8 - 8]
       8e  mov [rbp + r11*8 - 0x50], rax
       93  sub r11, 1
       97  jne 89
       99  mov r13, [rdi]
       9c  mov r12, [rdi + 8]
       a0  mov rbx, [rdi + 0x10]
       a4  jmp rsi

collatz: 209 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push r12
       14  sub rsp, 0x30
       1b  mov [rbp - 0x38], rdi
; 8: fn collatz(start: int) -> int {
;   0 LOAD_VAR start
;   2 STORE_VAR n
       1f  mov rbx, [rbp - 0x38]
;   4 LOAD_CONST 0
;   6 STORE_VAR steps
       23  mov r12d, 0
;   8 JUMP 53
       29  jmp 85
       2e  cmp rsp, [stack_limit]
       35  jb 9b
;   13 LOAD_VAR n
;   15 LOAD_CONST 2
; 12:         n = n % 2 == 0 ? n / 2 : n * 3 + 1
;   17 MOD
       3b  mov rax, rbx
       3e  mov r11, rax
       41  shr r11, 0x3f
       45  add rax, r11
       48  and rax, 1
       4c  sub rax, r11
;   18 LOAD_CONST 0
;   20 EQ
       4f  test rax, rax
       52  jne 71
;   26 LOAD_VAR n
;   28 LOAD_CONST 2
;   30 DIV
       58  mov rax, rbx
       5b  mov r11, rax
       5e  shr r11, 0x3f
       62  add rax, r11
       65  sar rax, 1
;   31 JUMP 44
       68  mov [rbp - 0x20], rax
       6c  jmp 7d
;   36 LOAD_VAR n
;   38 LOAD_CONST 3
;   40 MUL
       71  imul rax, rbx, 3
;   41 LOAD_CONST 1
;   43 ADD
       75  add rax, 1
       79  mov [rbp - 0x20], rax
;   44 STORE_VAR n
       7d  mov rbx, [rbp - 0x20]
;   46 LOAD_VAR steps
;   48 LOAD_CONST 1
;   50 ADD
       81  add r12, 1
; 11:     while n != 1 {
;   53 LOAD_VAR n
;   55 LOAD_CONST 1
;   57 NE
       85  cmp rbx, 1
       89  jne 2e
;   63 LOAD_VAR steps
;   65 RETURN
       8b  mov rax, r12
       8e  mov rbx, [rbp - 8]
       92  mov r12, [rbp - 0x10]
       96  mov rsp, rbp
       99  pop rbp
       9a  ret
       9b  call exit
       a0  jmp 3b
       a2  int3
       a3  push rbp
       a4  mov rbp, rsp
       a7  push rbx
       a8  push r12
       aa  sub rsp, 0x30
       b1  mov r11d, 5
       b7  mov rax, [rdi + r11*8 - 8]
       bc  mov [rbp + r11*8 - 0x40], rax
       c1  sub r11, 1
       c5  jne b7
       c7  mov rbx, [rdi + 8]
       cb  mov r12, [rdi + 0x10]
       cf  jmp rsi

