script: 418 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x30
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
       92  mov edi, 3
       97  mov eax, 3
       9c  call qword ptr [entry conversions]
;   39 LOAD_VAR 0
;   41 WRITE_FLOAT
       a2  mov [rbp - 0x10], rax
       a6  mov r11, [rbp - 0x30]
       aa  mov [rbp - 8], r11
       ae  lea rdi, [data 1c8]
       b5  lea rsi, [rbp - 0x30]
       b9  call execute
;   42 LOAD_STRING 0
       be  mov rax, [string 0]
;   44 WRITE_STRING
       c5  mov [rbp - 8], rax
       c9  lea rdi, [data 1d8]
       d0  lea rsi, [rbp - 0x30]
       d4  call execute
;   45 LOAD_VAR 1
;   47 WRITE_INT
       d9  mov r11, [rbp - 0x28]
       dd  mov [rbp - 8], r11
       e1  lea rdi, [data 1e8]
       e8  lea rsi, [rbp - 0x30]
       ec  call execute
;   48 LOAD_STRING 0
       f1  mov rax, [string 0]
;   50 WRITE_STRING
       f8  mov [rbp - 8], rax
       fc  lea rdi, [data 1f8]
      103  lea rsi, [rbp - 0x30]
      107  call execute
;   51 LOAD_VAR 2
;   53 WRITE_INT
      10c  mov r11, [rbp - 0x20]
      110  mov [rbp - 8], r11
      114  lea rdi, [data 208]
      11b  lea rsi, [rbp - 0x30]
      11f  call execute
;   54 LOAD_STRING 0
      124  mov rax, [string 0]
;   56 WRITE_STRING
      12b  mov [rbp - 8], rax
      12f  lea rdi, [data 218]
      136  lea rsi, [rbp - 0x30]
      13a  call execute
;   57 LOAD_VAR 3
;   59 WRITE_INT
      13f  mov r11, [rbp - 0x18]
      143  mov [rbp - 8], r11
      147  lea rdi, [data 228]
      14e  lea rsi, [rbp - 0x30]
      152  call execute
;   60 LOAD_STRING 0
      157  mov rax, [string 0]
;   62 WRITE_STRING
      15e  mov [rbp - 8], rax
      162  lea rdi, [data 238]
      169  lea rsi, [rbp - 0x30]
      16d  call execute
;   63 WRITE_INT
      172  lea rdi, [data 248]
      179  lea rsi, [rbp - 0x30]
      17d  call execute
;   64 LOAD_STRING 1
      182  mov rax, [string 1]
;   66 WRITE_STRING
      189  mov [rbp - 0x10], rax
      18d  lea rdi, [data 258]
      194  lea rsi, [rbp - 0x30]
      198  call execute
;   67 RETURN
      19d  mov rsp, rbp
      1a0  pop rbp
      1a1  ret

polynomial: 97 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
       18  movapd xmm7, xmm0
; 2: fn polynomial(x: float) -> float {
;   0 LOAD_FLOAT 0.5
;   2 STORE_VAR result
       1c  movsd xmm6, [data 68]
;   4 LOAD_VAR result
;   6 LOAD_VAR x
;   8 FMUL
       24  movapd xmm0, xmm6
       28  mulsd xmm0, xmm7
;   9 LOAD_FLOAT 1.25
;   11 FADD
       2c  movapd xmm6, xmm0
       30  addsd xmm6, [data 70]
;   14 LOAD_VAR result
;   16 LOAD_VAR x
;   18 FMUL
       38  movapd xmm0, xmm6
       3c  mulsd xmm0, xmm7
;   19 LOAD_FLOAT 3
;   21 FSUB
       40  movapd xmm6, xmm0
       44  subsd xmm6, [data 78]
;   24 LOAD_VAR result
;   26 LOAD_VAR x
;   28 FMUL
       4c  movapd xmm0, xmm6
       50  mulsd xmm0, xmm7
;   29 LOAD_FLOAT 2
;   31 FDIV
       54  divsd xmm0, [data 80]
;   32 RETURN
       5c  mov rsp, rbp
       5f  pop rbp
       60  ret

compare: 127 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
       18  movapd xmm6, xmm0
       1c  movsd [rbp - 0x18], xmm1
; 10: fn compare(a: float, b: float) -> int {
;   0 LOAD_VAR a
;   2 LOAD_VAR b
;   4 FLT
       21  movsd xmm0, [rbp - 0x18]
       26  ucomisd xmm0, xmm6
       2a  jbe 3a
;   10 LOAD_CONST 1
;   12 RETURN
       30  mov eax, 1
       35  mov rsp, rbp
       38  pop rbp
       39  ret
;   13 LOAD_VAR a
;   15 LOAD_VAR b
;   17 FEQ
       3a  ucomisd xmm6, [rbp - 0x18]
       3f  jp 55
       45  jne 55
;   23 LOAD_CONST 2
;   25 RETURN
       4b  mov eax, 2
       50  mov rsp, rbp
       53  pop rbp
       54  ret
;   26 LOAD_VAR a
;   28 LOAD_VAR a
;   30 FNE
       55  ucomisd xmm6, xmm6
       59  jp 61
       5b  je 6e
;   36 LOAD_CONST 3
;   38 JUMP 45
       61  mov qword ptr [rbp - 0x10], 3
       69  jmp 76
;   43 LOAD_CONST 4
       6e  mov qword ptr [rbp - 0x10], 4
;   45 RETURN
       76  mov rax, [rbp - 0x10]
       7a  mov rsp, rbp
       7d  pop rbp
       7e  ret

conversions: 139 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
       18  movsd [rbp - 0x20], xmm0
       1d  mov [rbp - 0x18], rdi
; 16: fn conversions(a: float, n: int) -> int => int(a.floor() * 2.0 + float(n)) + int(a.sqrt().abs())
;   0 LOAD_VAR a
;   2 FLOOR
       21  movsd xmm0, [rbp - 0x20]
       26  roundsd xmm0, xmm0, 9
;   3 LOAD_FLOAT 2
;   5 FMUL
       2c  mulsd xmm0, [data 90]
;   6 LOAD_VAR n
;   8 INT_TO_FLOAT
       34  xorps xmm1, xmm1
       37  cvtsi2sd xmm1, qword ptr [rbp - 0x18]
;   9 FADD
       3d  addsd xmm0, xmm1
;   10 FLOAT_TO_INT
       41  cvttsd2si rax, xmm0
       46  cmp rax, 1
       4a  jo 80
;   11 LOAD_VAR a
;   13 SQRT
       50  sqrtsd xmm0, [rbp - 0x20]
;   14 FABS
       55  mov r11, 0x7fffffffffffffff
       5f  movq xmm15, r11
       64  andpd xmm0, xmm15
;   15 FLOAT_TO_INT
       69  cvttsd2si rcx, xmm0
       6e  cmp rcx, 1
       72  jo 85
;   16 ADD
       78  add rax, rcx
;   17 RETURN
       7b  mov rsp, rbp
       7e  pop rbp
       7f  ret
       80  call exit
       85  call exit
       8a  int3

