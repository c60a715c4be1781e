script: 181 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
;   0 LOAD_CONST 1
;   2 LOAD_CONST 2
;   4 LOAD_FLOAT 0.25
; 15: print(caller(1, 2, 0.25), fibonacci(15))
;   6 CALL 1
       18  mov edi, 1
       1d  mov esi, 2
       22  movsd xmm0, [data b8]
       2a  mov eax, 1
       2f  call qword ptr [entry caller]
;   8 STORE_VAR 0
       35  movsd [rbp - 0x20], xmm0
;   10 LOAD_CONST 15
;   12 CALL 2
       3a  mov edi, 0xf
       3f  mov eax, 2
       44  call qword ptr [entry fibonacci]
;   14 LOAD_VAR 0
;   16 WRITE_FLOAT
       4a  mov r11, [rbp - 0x20]
       4e  mov [rbp - 0x10], r11
       52  mov [rbp - 0x18], rax
       56  lea rdi, [data c0]
       5d  lea rsi, [rbp - 0x10]
       61  call execute
;   17 LOAD_STRING 0
       66  mov rax, [string 0]
;   19 WRITE_STRING
       6d  mov [rbp - 0x10], rax
       71  lea rdi, [data d0]
       78  lea rsi, [rbp - 0x10]
       7c  call execute
;   20 WRITE_INT
       81  lea rdi, [data e0]
       88  lea rsi, [rbp - 0x18]
       8c  call execute
;   21 LOAD_STRING 1
       91  mov rax, [string 1]
;   23 WRITE_STRING
       98  mov [rbp - 0x18], rax
       9c  lea rdi, [data f0]
       a3  lea rsi, [rbp - 0x18]
       a7  call execute
;   24 RETURN
       ac  add rsp, 0x20
       b3  pop rbp
       b4  ret

caller: 158 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push r12
       14  push r13
       16  sub rsp, 0x78
       1d  mov rbx, rdi
       20  mov r12, rsi
       23  movsd [rbp - 0x80], xmm0
; 7: fn caller(a: int, b: int, x: float) -> float {
;   0 LOAD_VAR b
;   2 LOAD_VAR a
; 8:     let first = swapped(b, a)
;   4 CALL 4
       28  mov rdi, r12
       2b  mov rsi, rbx
       2e  mov eax, 4
       33  call qword ptr [entry swapped]
;   6 STORE_VAR first
       39  mov r13, rax
;   8 LOAD_VAR a
;   10 LOAD_VAR x
;   12 LOAD_VAR b
;   14 LOAD_VAR x
;   16 LOAD_FLOAT 2
;   18 FMUL
       3c  movsd xmm0, [rbp - 0x80]
       41  mulsd xmm0, [data a0]
;   19 LOAD_CONST 5
;   21 LOAD_VAR a
;   23 LOAD_VAR x
;   25 LOAD_VAR b
;   27 LOAD_VAR first
;   29 LOAD_FLOAT 0.5
; 9:     let second = many(a, x, b, x * 2.0, 5, a, x, b, first, 0.5)
;   31 CALL 3
       49  movapd xmm1, xmm0
       4d  mov rdi, rbx
       50  movsd xmm0, [rbp - 0x80]
       55  mov rsi, r12
       58  mov edx, 5
       5d  mov rcx, rbx
       60  movsd xmm2, [rbp - 0x80]
       65  mov r8, r12
       68  mov r9, r13
       6b  movsd xmm3, [data a8]
       73  mov eax, 3
       78  call qword ptr [entry many]
;   33 STORE_VAR second
       7e  movsd [rbp - 0x70], xmm0
;   35 LOAD_VAR second
;   37 LOAD_VAR first
;   39 INT_TO_FLOAT
       83  xorps xmm0, xmm0
       86  cvtsi2sd xmm0, r13
;   40 FADD
       8b  addsd xmm0, [rbp - 0x70]
;   41 RETURN
       90  add rsp, 0x78
       97  pop r13
       99  pop r12
       9b  pop rbx
       9c  pop rbp
       9d  ret

fibonacci: 109 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  sub rsp, 0x28
       19  mov rbx, rdi
; 13: fn fibonacci(n: int) -> int => n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2)
;   0 LOAD_VAR n
;   2 LOAD_CONST 2
;   4 LT
       1c  cmp rbx, 2
       20  jge 2f
;   10 LOAD_VAR n
;   12 JUMP 32
       26  mov [rbp - 0x20], rbx
       2a  jmp 5f
;   17 LOAD_VAR n
;   19 LOAD_CONST 1
;   21 SUB
       2f  lea rax, [rbx - 1]
;   22 CALL 2
       33  mov rdi, rax
       36  mov eax, 2
       3b  call qword ptr [entry fibonacci]
;   24 LOAD_VAR n
;   26 LOAD_CONST 2
;   28 SUB
       41  lea rcx, [rbx - 2]
;   29 CALL 2
       45  mov [rbp - 0x20], rax
       49  mov rdi, rcx
       4c  mov eax, 2
       51  call qword ptr [entry fibonacci]
;   31 ADD
       57  add rax, [rbp - 0x20]
       5b  mov [rbp - 0x20], rax
;   32 RETURN
       5f  mov rax, [rbp - 0x20]
       63  add rsp, 0x28
       6a  pop rbx
       6b  pop rbp
       6c  ret

many: 113 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x70
        b  movsd [rbp - 0x60], xmm0
       10  movsd [rbp - 0x50], xmm1
       15  mov [rbp - 0x48], rdx
       19  mov [rbp - 0x40], rcx
       1d  movsd [rbp - 0x38], xmm2
       22  movsd [rbp - 0x20], xmm3
; 2: fn many(a: int, b: float, c: int, d: float, e: int, f: int, g: float, h: int, i: int, j: float) -> float =>
;   0 LOAD_VAR a
;   2 LOAD_VAR c
;   4 LOAD_CONST 2
;   6 MUL
       27  imul rax, rsi, 2
;   7 ADD
       2b  add rax, rdi
;   8 LOAD_VAR e
;   10 LOAD_CONST 3
;   12 MUL
       2e  imul rcx, [rbp - 0x48], 3
;   13 ADD
       33  add rax, rcx
;   14 LOAD_VAR f
;   16 LOAD_CONST 4
;   18 MUL
       36  imul rcx, [rbp - 0x40], 4
;   19 ADD
       3b  add rax, rcx
;   20 LOAD_VAR h
;   22 LOAD_CONST 5
;   24 MUL
       3e  imul rcx, r8, 5
;   25 ADD
       42  add rax, rcx
;   26 LOAD_VAR i
;   28 LOAD_CONST 6
;   30 MUL
       45  imul rcx, r9, 6
;   31 ADD
       49  add rax, rcx
;   32 INT_TO_FLOAT
       4c  xorps xmm0, xmm0
       4f  cvtsi2sd xmm0, rax
;   33 LOAD_VAR b
;   35 FADD
       54  addsd xmm0, [rbp - 0x60]
;   36 LOAD_VAR d
;   38 FSUB
       59  subsd xmm0, [rbp - 0x50]
;   39 LOAD_VAR g
;   41 FADD
       5e  addsd xmm0, [rbp - 0x38]
;   42 LOAD_VAR j
;   44 FSUB
       63  subsd xmm0, [rbp - 0x20]
;   45 RETURN
       68  add rsp, 0x70
       6f  pop rbp
       70  ret

swapped: 27 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x20
; 5: fn swapped(a: int, b: int) -> int => a * 10 + b
;   0 LOAD_VAR a
;   2 LOAD_CONST 10
;   4 MUL
        b  imul rax, rdi, 0xa
;   5 LOAD_VAR b
;   7 ADD
        f  add rax, rsi
;   8 RETURN
       12  add rsp, 0x20
       19  pop rbp
       1a  ret

