script: 181 bytes
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
       4a  mov r11, [rbp - 0x20]
       4e  mov [rbp - 0x10], r11
       52  mov [rbp - 0x18], rax
       56  lea rcx, [data c0]
       5d  lea rdx, [rbp - 0x10]
       61  call execute
;   17 LOAD_STRING 0
       66  mov rax, [string 0]
;   19 WRITE_STRING
       6d  mov [rbp - 0x10], rax
       71  lea rcx, [data d0]
       78  lea rdx, [rbp - 0x10]
       7c  call execute
;   20 WRITE_INT
       81  lea rcx, [data e0]
       88  lea rdx, [rbp - 0x18]
       8c  call execute
;   21 LOAD_STRING 1
       91  mov rax, [string 1]
;   23 WRITE_STRING
       98  mov [rbp - 0x18], rax
       9c  lea rcx, [data f0]
       a3  lea rdx, [rbp - 0x18]
       a7  call execute
;   24 RETURN
       ac  add rsp, 0x40
       b3  pop rbp
       b4  ret

caller: 175 bytes
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
       3f  mulsd xmm0, [data b0]
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
       a3  add rsp, 0xc8
       aa  pop rdi
       ab  pop rsi
       ac  pop rbx
       ad  pop rbp
       ae  ret

fibonacci: 106 bytes
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
       60  add rsp, 0x48
       67  pop rbx
       68  pop rbp
       69  ret

many: 148 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x90
        b  mov r9, rcx
        e  movsd [rbp - 0x60], xmm1
       13  movsd [rbp - 0x50], xmm3
       18  mov r11, [rbp + 0x30]
       1c  mov [rbp - 0x48], r11
       20  mov r11, [rbp + 0x38]
       24  mov [rbp - 0x40], r11
       28  mov r11, [rbp + 0x40]
       2c  mov [rbp - 0x38], r11
       30  mov r11, [rbp + 0x48]
       34  mov [rbp - 0x30], r11
       38  mov r11, [rbp + 0x50]
       3c  mov [rbp - 0x28], r11
       40  mov r11, [rbp + 0x58]
       44  mov [rbp - 0x20], r11
; 2: fn many(a: int, b: float, c: int, d: float, e: int, f: int, g: float, h: int, i: int, j: float) -> float =>
;   0 LOAD_VAR a
;   2 LOAD_VAR c
;   4 LOAD_CONST 2
;   6 MUL
       48  imul rax, r8, 2
;   7 ADD
       4c  add rax, r9
;   8 LOAD_VAR e
;   10 LOAD_CONST 3
;   12 MUL
       4f  imul rcx, [rbp - 0x48], 3
;   13 ADD
       54  add rax, rcx
;   14 LOAD_VAR f
;   16 LOAD_CONST 4
;   18 MUL
       57  imul rcx, [rbp - 0x40], 4
;   19 ADD
       5c  add rax, rcx
;   20 LOAD_VAR h
;   22 LOAD_CONST 5
;   24 MUL
       5f  imul rcx, [rbp - 0x30], 5
;   25 ADD
       64  add rax, rcx
;   26 LOAD_VAR i
;   28 LOAD_CONST 6
;   30 MUL
       67  imul rcx, [rbp - 0x28], 6
;   31 ADD
       6c  add rax, rcx
;   32 INT_TO_FLOAT
       6f  xorps xmm0, xmm0
       72  cvtsi2sd xmm0, rax
;   33 LOAD_VAR b
;   35 FADD
       77  addsd xmm0, [rbp - 0x60]
;   36 LOAD_VAR d
;   38 FSUB
       7c  subsd xmm0, [rbp - 0x50]
;   39 LOAD_VAR g
;   41 FADD
       81  addsd xmm0, [rbp - 0x38]
;   42 LOAD_VAR j
;   44 FSUB
       86  subsd xmm0, [rbp - 0x20]
;   45 RETURN
       8b  add rsp, 0x90
       92  pop rbp
       93  ret

swapped: 33 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x40
        b  mov r8, rcx
        e  mov r9, rdx
; 5: fn swapped(a: int, b: int) -> int => a * 10 + b
;   0 LOAD_VAR a
;   2 LOAD_CONST 10
;   4 MUL
       11  imul rax, r8, 0xa
;   5 LOAD_VAR b
;   7 ADD
       15  add rax, r9
;   8 RETURN
       18  add rsp, 0x40
       1f  pop rbp
       20  ret

