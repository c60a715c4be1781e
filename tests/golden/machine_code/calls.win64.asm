script: 177 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x40
;   0 LOAD_CONST 1
;   2 LOAD_CONST 2
;   4 LOAD_FLOAT 0.25
; 15: print(caller(1, 2, 0.25), fibonacci(15))
;   6 CALL 1
       18  mov ecx, 1
       1d  mov edx, 2
       22  movsd xmm2, [data b8]
       2a  mov eax, 1
       2f  call qword ptr [entry caller]
;   8 STORE_VAR 0
       35  movsd [rbp - 0x20], xmm0
;   10 LOAD_CONST 15
;   12 CALL 2
       3a  mov ecx, 0xf
       3f  mov eax, 2
       44  call qword ptr [entry fibonacci]
;   14 LOAD_VAR 0
;   16 WRITE_FLOAT
       4a  mov [rbp - 0x18], rax
       4e  mov r11, [rbp - 0x20]
       52  mov [rbp - 0x10], r11
       56  lea rcx, [data c0]
       5d  lea rdx, [rbp - 0x20]
       61  call execute
;   17 LOAD_STRING 0
       66  mov rax, [string 0]
;   19 WRITE_STRING
       6d  mov [rbp - 0x10], rax
       71  lea rcx, [data d0]
       78  lea rdx, [rbp - 0x20]
       7c  call execute
;   20 WRITE_INT
       81  lea rcx, [data e0]
       88  lea rdx, [rbp - 0x20]
       8c  call execute
;   21 LOAD_STRING 1
       91  mov rax, [string 1]
;   23 WRITE_STRING
       98  mov [rbp - 0x18], rax
       9c  lea rcx, [data f0]
       a3  lea rdx, [rbp - 0x20]
       a7  call execute
;   24 RETURN
       ac  mov rsp, rbp
       af  pop rbp
       b0  ret

caller: 180 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push rsi
       13  push rdi
       14  sub rsp, 0xc8
       1b  mov rbx, rcx
       1e  mov rsi, rdx
       21  movsd [rbp - 0x80], xmm2
; 7: fn caller(a: int, b: int, x: float) -> float {
;   0 LOAD_VAR b
;   2 LOAD_VAR a
; 8:     let first = swapped(b, a)
;   4 CALL 4
       26  mov rcx, rsi
       29  mov rdx, rbx
       2c  mov eax, 4
       31  call qword ptr [entry swapped]
;   6 STORE_VAR first
       37  mov rdi, rax
;   8 LOAD_VAR a
;   10 LOAD_VAR x
;   12 LOAD_VAR b
;   14 LOAD_VAR x
;   16 LOAD_FLOAT 2
;   18 FMUL
       3a  movsd xmm0, [rbp - 0x80]
       3f  mulsd xmm0, [data b8]
;   19 LOAD_CONST 5
;   21 LOAD_VAR a
;   23 LOAD_VAR x
;   25 LOAD_VAR b
;   27 LOAD_VAR first
;   29 LOAD_FLOAT 0.5
; 9:     let second = many(a, x, b, x * 2.0, 5, a, x, b, first, 0.5)
;   31 CALL 3
       47  mov qword ptr [rsp + 0x20], 5
       50  mov [rsp + 0x28], rbx
       55  mov r11, [rbp - 0x80]
       59  mov [rsp + 0x30], r11
       5e  mov [rsp + 0x38], rsi
       63  mov [rsp + 0x40], rdi
       68  mov r11, 0x3fe0000000000000
       72  mov [rsp + 0x48], r11
       77  movapd xmm3, xmm0
       7b  mov rcx, rbx
       7e  movsd xmm1, [rbp - 0x80]
       83  mov r8, rsi
       86  mov eax, 3
       8b  call qword ptr [entry many]
;   33 STORE_VAR second
       91  movsd [rbp - 0x70], xmm0
;   35 LOAD_VAR second
;   37 LOAD_VAR first
;   39 INT_TO_FLOAT
       96  xorps xmm0, xmm0
       99  cvtsi2sd xmm0, rdi
;   40 FADD
       9e  addsd xmm0, [rbp - 0x70]
;   41 RETURN
       a3  mov rbx, [rbp - 8]
       a7  mov rsi, [rbp - 0x10]
       ab  mov rdi, [rbp - 0x18]
       af  mov rsp, rbp
       b2  pop rbp
       b3  ret

fibonacci: 105 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  sub rsp, 0x48
       19  mov rbx, rcx
; 13: fn fibonacci(n: int) -> int => n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2)
;   0 LOAD_VAR n
;   2 LOAD_CONST 2
;   4 LT
       1c  cmp rbx, 2
       20  jge 2f
;   10 LOAD_VAR n
;   12 JUMP 32
       26  mov [rbp - 0x20], rbx
       2a  jmp 5c
;   17 LOAD_VAR n
;   19 LOAD_CONST 1
;   21 SUB
       2f  lea rax, [rbx - 1]
;   22 CALL 2
       33  mov rcx, rax
       36  mov eax, 2
       3b  call qword ptr [entry fibonacci]
;   24 LOAD_VAR n
;   26 LOAD_CONST 2
;   28 SUB
       41  lea rcx, [rbx - 2]
;   29 CALL 2
       45  mov [rbp - 0x20], rax
       49  mov eax, 2
       4e  call qword ptr [entry fibonacci]
;   31 ADD
       54  add rax, [rbp - 0x20]
       58  mov [rbp - 0x20], rax
;   32 RETURN
       5c  mov rax, [rbp - 0x20]
       60  mov rbx, [rbp - 8]
       64  mov rsp, rbp
       67  pop rbp
       68  ret

many: 164 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x90
       18  mov [rbp - 0x68], rcx
       1c  movsd [rbp - 0x60], xmm1
       21  mov [rbp - 0x58], r8
       25  movsd [rbp - 0x50], xmm3
       2a  mov r11, [rbp + 0x30]
       2e  mov [rbp - 0x48], r11
       32  mov r11, [rbp + 0x38]
       36  mov [rbp - 0x40], r11
       3a  mov r11, [rbp + 0x40]
       3e  mov [rbp - 0x38], r11
       42  mov r11, [rbp + 0x48]
       46  mov [rbp - 0x30], r11
       4a  mov r11, [rbp + 0x50]
       4e  mov [rbp - 0x28], r11
       52  mov r11, [rbp + 0x58]
       56  mov [rbp - 0x20], r11
; 2: fn many(a: int, b: float, c: int, d: float, e: int, f: int, g: float, h: int, i: int, j: float) -> float =>
;   0 LOAD_VAR a
;   2 LOAD_VAR c
;   4 LOAD_CONST 2
;   6 MUL
       5a  imul rax, [rbp - 0x58], 2
;   7 ADD
       5f  add rax, [rbp - 0x68]
;   8 LOAD_VAR e
;   10 LOAD_CONST 3
;   12 MUL
       63  imul rcx, [rbp - 0x48], 3
;   13 ADD
       68  add rax, rcx
;   14 LOAD_VAR f
;   16 LOAD_CONST 4
;   18 MUL
       6b  imul rcx, [rbp - 0x40], 4
;   19 ADD
       70  add rax, rcx
;   20 LOAD_VAR h
;   22 LOAD_CONST 5
;   24 MUL
       73  imul rcx, [rbp - 0x30], 5
;   25 ADD
       78  add rax, rcx
;   26 LOAD_VAR i
;   28 LOAD_CONST 6
;   30 MUL
       7b  imul rcx, [rbp - 0x28], 6
;   31 ADD
       80  add rax, rcx
;   32 INT_TO_FLOAT
       83  xorps xmm0, xmm0
       86  cvtsi2sd xmm0, rax
;   33 LOAD_VAR b
;   35 FADD
       8b  addsd xmm0, [rbp - 0x60]
;   36 LOAD_VAR d
;   38 FSUB
       90  subsd xmm0, [rbp - 0x50]
;   39 LOAD_VAR g
;   41 FADD
       95  addsd xmm0, [rbp - 0x38]
;   42 LOAD_VAR j
;   44 FSUB
       9a  subsd xmm0, [rbp - 0x20]
;   45 RETURN
       9f  mov rsp, rbp
       a2  pop rbp
       a3  ret

swapped: 46 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x40
       18  mov [rbp - 0x20], rcx
       1c  mov [rbp - 0x18], rdx
; 5: fn swapped(a: int, b: int) -> int => a * 10 + b
;   0 LOAD_VAR a
;   2 LOAD_CONST 10
;   4 MUL
       20  imul rax, [rbp - 0x20], 0xa
;   5 LOAD_VAR b
;   7 ADD
       25  add rax, [rbp - 0x18]
;   8 RETURN
       29  mov rsp, rbp
       2c  pop rbp
       2d  ret

