script: 422 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x50
;   0 LOAD_FLOAT 2
; 18: print(polynomial(2.0), compare(1.0, 2.0), compare(0.0, -0.0), compare(0.0 / 0.0, 1.0), conversions(7.75, 3))
;   2 CALL 1
       18  movsd xmm0, [data 1a8]
       20  mov eax, 1
       25  call qword ptr [entry polynomial]
;   4 STORE_VAR 0
       2b  movsd [rbp - 0x30], xmm0
;   6 LOAD_FLOAT 1
;   8 LOAD_FLOAT 2
;   10 CALL 2
       30  movsd xmm0, [data 1b0]
       38  movsd xmm1, [data 1a8]
       40  mov eax, 2
       45  call qword ptr [entry compare]
;   12 STORE_VAR 1
       4b  mov [rbp - 0x28], rax
;   14 LOAD_FLOAT 0
;   16 LOAD_FLOAT -0
;   18 CALL 2
       4f  xorps xmm0, xmm0
       52  movsd xmm1, [data 1b8]
       5a  mov eax, 2
       5f  call qword ptr [entry compare]
;   20 STORE_VAR 2
       65  mov [rbp - 0x20], rax
;   22 LOAD_FLOAT 0
;   24 LOAD_FLOAT 0
;   26 FDIV
       69  xorps xmm0, xmm0
       6c  xorps xmm1, xmm1
       6f  divsd xmm0, xmm1
;   27 LOAD_FLOAT 1
;   29 CALL 2
       73  movsd xmm1, [data 1b0]
       7b  mov eax, 2
       80  call qword ptr [entry compare]
;   31 STORE_VAR 3
       86  mov [rbp - 0x18], rax
;   33 LOAD_FLOAT 7.75
;   35 LOAD_CONST 3
;   37 CALL 3
       8a  movsd xmm0, [data 1c0]
       92  mov edx, 3
       97  mov eax, 3
       9c  call qword ptr [entry conversions]
;   39 LOAD_VAR 0
;   41 WRITE_FLOAT
       a2  mov r11, [rbp - 0x30]
       a6  mov [rbp - 8], r11
       aa  mov [rbp - 0x10], rax
       ae  lea rcx, [data 1c8]
       b5  lea rdx, [rbp - 8]
       b9  call execute
;   42 LOAD_STRING 0
       be  mov rax, [string 0]
;   44 WRITE_STRING
       c5  mov [rbp - 8], rax
       c9  lea rcx, [data 1d8]
       d0  lea rdx, [rbp - 8]
       d4  call execute
;   45 LOAD_VAR 1
;   47 WRITE_INT
       d9  mov r11, [rbp - 0x28]
       dd  mov [rbp - 8], r11
       e1  lea rcx, [data 1e8]
       e8  lea rdx, [rbp - 8]
       ec  call execute
;   48 LOAD_STRING 0
       f1  mov rax, [string 0]
;   50 WRITE_STRING
       f8  mov [rbp - 8], rax
       fc  lea rcx, [data 1f8]
      103  lea rdx, [rbp - 8]
      107  call execute
;   51 LOAD_VAR 2
;   53 WRITE_INT
      10c  mov r11, [rbp - 0x20]
      110  mov [rbp - 8], r11
      114  lea rcx, [data 208]
      11b  lea rdx, [rbp - 8]
      11f  call execute
;   54 LOAD_STRING 0
      124  mov rax, [string 0]
;   56 WRITE_STRING
      12b  mov [rbp - 8], rax
      12f  lea rcx, [data 218]
      136  lea rdx, [rbp - 8]
      13a  call execute
;   57 LOAD_VAR 3
;   59 WRITE_INT
      13f  mov r11, [rbp - 0x18]
      143  mov [rbp - 8], r11
      147  lea rcx, [data 228]
      14e  lea rdx, [rbp - 8]
      152  call execute
;   60 LOAD_STRING 0
      157  mov rax, [string 0]
;   62 WRITE_STRING
      15e  mov [rbp - 8], rax
      162  lea rcx, [data 238]
      169  lea rdx, [rbp - 8]
      16d  call execute
;   63 WRITE_INT
      172  lea rcx, [data 248]
      179  lea rdx, [rbp - 0x10]
      17d  call execute
;   64 LOAD_STRING 1
      182  mov rax, [string 1]
;   66 WRITE_STRING
      189  mov [rbp - 0x10], rax
      18d  lea rcx, [data 258]
      194  lea rdx, [rbp - 0x10]
      198  call execute
;   67 RETURN
      19d  add rsp, 0x50
      1a4  pop rbp
      1a5  ret

polynomial: 92 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x40
        b  movsd [rbp - 0x20], xmm0
; 2: fn polynomial(x: float) -> float {
;   0 LOAD_FLOAT 0.5
;   2 STORE_VAR result
       10  movsd xmm4, [data 60]
;   4 LOAD_VAR result
;   6 LOAD_VAR x
;   8 FMUL
       18  movapd xmm0, xmm4
       1c  mulsd xmm0, [rbp - 0x20]
;   9 LOAD_FLOAT 1.25
;   11 FADD
       21  movapd xmm4, xmm0
       25  addsd xmm4, [data 68]
;   14 LOAD_VAR result
;   16 LOAD_VAR x
;   18 FMUL
       2d  movapd xmm0, xmm4
       31  mulsd xmm0, [rbp - 0x20]
;   19 LOAD_FLOAT 3
;   21 FSUB
       36  movapd xmm4, xmm0
       3a  subsd xmm4, [data 70]
;   24 LOAD_VAR result
;   26 LOAD_VAR x
;   28 FMUL
       42  movapd xmm0, xmm4
       46  mulsd xmm0, [rbp - 0x20]
;   29 LOAD_FLOAT 2
;   31 FDIV
       4b  divsd xmm0, [data 78]
;   32 RETURN
       53  add rsp, 0x40
       5a  pop rbp
       5b  ret

compare: 126 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x40
        b  movapd xmm4, xmm0
        f  movsd [rbp - 0x18], xmm1
; 10: fn compare(a: float, b: float) -> int {
;   0 LOAD_VAR a
;   2 LOAD_VAR b
;   4 FLT
       14  movsd xmm0, [rbp - 0x18]
       19  ucomisd xmm0, xmm4
       1d  jbe 31
;   10 LOAD_CONST 1
;   12 RETURN
       23  mov eax, 1
       28  add rsp, 0x40
       2f  pop rbp
       30  ret
;   13 LOAD_VAR a
;   15 LOAD_VAR b
;   17 FEQ
       31  ucomisd xmm4, [rbp - 0x18]
       36  jp 50
       3c  jne 50
;   23 LOAD_CONST 2
;   25 RETURN
       42  mov eax, 2
       47  add rsp, 0x40
       4e  pop rbp
       4f  ret
;   26 LOAD_VAR a
;   28 LOAD_VAR a
;   30 FNE
       50  ucomisd xmm4, xmm4
       54  jp 5c
       56  je 69
;   36 LOAD_CONST 3
;   38 JUMP 45
       5c  mov qword ptr [rbp - 0x10], 3
       64  jmp 71
;   43 LOAD_CONST 4
       69  mov qword ptr [rbp - 0x10], 4
;   45 RETURN
       71  mov rax, [rbp - 0x10]
       75  add rsp, 0x40
       7c  pop rbp
       7d  ret

conversions: 127 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x40
        b  movsd [rbp - 0x20], xmm0
       10  mov r8, rdx
; 16: fn conversions(a: float, n: int) -> int => int(a.floor() * 2.0 + float(n)) + int(a.sqrt().abs())
;   0 LOAD_VAR a
;   2 FLOOR
       13  movsd xmm0, [rbp - 0x20]
       18  roundsd xmm0, xmm0, 9
;   3 LOAD_FLOAT 2
;   5 FMUL
       1e  mulsd xmm0, [data 80]
;   6 LOAD_VAR n
;   8 INT_TO_FLOAT
       26  xorps xmm1, xmm1
       29  cvtsi2sd xmm1, r8
;   9 FADD
       2e  addsd xmm0, xmm1
;   10 FLOAT_TO_INT
       32  cvttsd2si rax, xmm0
       37  cmp rax, 1
       3b  jo 74
;   11 LOAD_VAR a
;   13 SQRT
       41  sqrtsd xmm0, [rbp - 0x20]
;   14 FABS
       46  mov r11, 0x7fffffffffffffff
       50  movq xmm5, r11
       55  andpd xmm0, xmm5
;   15 FLOAT_TO_INT
       59  cvttsd2si rcx, xmm0
       5e  cmp rcx, 1
       62  jo 79
;   16 ADD
       68  add rax, rcx
;   17 RETURN
       6b  add rsp, 0x40
       72  pop rbp
       73  ret
       74  call exit
       79  call exit
       7e  int3

