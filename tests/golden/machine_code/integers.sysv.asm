script: 246 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
;   0 LOAD_CONST 1000
; 8: print(by_constants(1000), by_variable(1000, -7), bits(12345, 6))
;   2 CALL 1
       18  mov edi, 0x3e8
       1d  mov eax, 1
       22  call qword ptr [entry by_constants]
;   4 STORE_VAR 0
       28  mov [rbp - 0x20], rax
;   6 LOAD_CONST 1000
;   8 LOAD_CONST -7
;   10 CALL 2
       2c  mov edi, 0x3e8
       31  mov rsi, -7
       38  mov eax, 2
       3d  call qword ptr [entry by_variable]
;   12 STORE_VAR 1
       43  mov [rbp - 0x18], rax
;   14 LOAD_CONST 12345
;   16 LOAD_CONST 6
;   18 CALL 3
       47  mov edi, 0x3039
       4c  mov esi, 6
       51  mov eax, 3
       56  call qword ptr [entry bits]
;   20 LOAD_VAR 0
;   22 WRITE_INT
       5c  mov [rbp - 0x10], rax
       60  mov r11, [rbp - 0x20]
       64  mov [rbp - 8], r11
       68  lea rdi, [data f8]
       6f  lea rsi, [rbp - 0x20]
       73  call execute
;   23 LOAD_STRING 0
       78  mov rax, [string 0]
;   25 WRITE_STRING
       7f  mov [rbp - 8], rax
       83  lea rdi, [data 108]
       8a  lea rsi, [rbp - 0x20]
       8e  call execute
;   26 LOAD_VAR 1
;   28 WRITE_INT
       93  mov r11, [rbp - 0x18]
       97  mov [rbp - 8], r11
       9b  lea rdi, [data 118]
       a2  lea rsi, [rbp - 0x20]
       a6  call execute
;   29 LOAD_STRING 0
       ab  mov rax, [string 0]
;   31 WRITE_STRING
       b2  mov [rbp - 8], rax
       b6  lea rdi, [data 128]
       bd  lea rsi, [rbp - 0x20]
       c1  call execute
;   32 WRITE_INT
       c6  lea rdi, [data 138]
       cd  lea rsi, [rbp - 0x20]
       d1  call execute
;   33 LOAD_STRING 1
       d6  mov rax, [string 1]
;   35 WRITE_STRING
       dd  mov [rbp - 0x10], rax
       e1  lea rdi, [data 148]
       e8  lea rsi, [rbp - 0x20]
       ec  call execute
;   36 RETURN
       f1  mov rsp, rbp
       f4  pop rbp
       f5  ret

by_constants: 175 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  sub rsp, 0x28
       19  mov rbx, rdi
; 2: fn by_constants(a: int) -> int => a / 7 + a % 10 + a / 8 + a % 16 + a / -1
;   0 LOAD_VAR a
;   2 LOAD_CONST 7
;   4 DIV
       1c  mov r11, rbx
       1f  mov rax, 0x4924924924924925
       29  imul r11
       2c  sar rdx, 1
       2f  mov rax, rdx
       32  shr rax, 0x3f
       36  add rax, rdx
;   5 LOAD_VAR a
;   7 LOAD_CONST 10
;   9 MOD
       39  mov rcx, rax
       3c  mov r11, rbx
       3f  mov rax, 0x6666666666666667
       49  imul r11
       4c  sar rdx, 2
       50  mov rax, rdx
       53  shr rax, 0x3f
       57  add rax, rdx
       5a  imul rax, 0xa
       5e  mov rdx, r11
       61  sub rdx, rax
;   10 ADD
       64  add rcx, rdx
;   11 LOAD_VAR a
;   13 LOAD_CONST 8
;   15 DIV
       67  mov rax, rbx
       6a  mov r11, rax
       6d  sar r11, 0x3f
       71  shr r11, 0x3d
       75  add rax, r11
       78  sar rax, 3
;   16 ADD
       7c  add rcx, rax
;   17 LOAD_VAR a
;   19 LOAD_CONST 16
;   21 MOD
       7f  mov rax, rbx
       82  mov r11, rax
       85  sar r11, 0x3f
       89  shr r11, 0x3c
       8d  add rax, r11
       90  and rax, 0xf
       94  sub rax, r11
;   22 ADD
       97  add rcx, rax
;   23 LOAD_VAR a
;   25 LOAD_CONST -1
;   27 DIV
       9a  mov rax, rbx
       9d  neg rax
;   28 ADD
       a0  add rcx, rax
;   29 RETURN
       a3  mov rax, rcx
       a6  mov rbx, [rbp - 8]
       aa  mov rsp, rbp
       ad  pop rbp
       ae  ret

by_variable: 130 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x30
       18  mov [rbp - 0x28], rdi
       1c  mov [rbp - 0x20], rsi
; 4: fn by_variable(a: int, b: int) -> int => a / b + a % b
;   0 LOAD_VAR a
;   2 LOAD_VAR b
;   4 DIV
       20  mov r11, [rbp - 0x20]
       24  test r11, r11
       27  je 6e
       2d  mov rax, [rbp - 0x28]
       31  cmp r11, -1
       35  je 73
       3b  cqo
       3d  idiv r11
;   5 LOAD_VAR a
;   7 LOAD_VAR b
;   9 MOD
       40  mov rcx, rax
       43  mov r11, [rbp - 0x20]
       47  test r11, r11
       4a  je 78
       50  mov rax, [rbp - 0x28]
       54  cmp r11, -1
       58  je 7d
       5e  cqo
       60  idiv r11
;   10 ADD
       63  add rcx, rdx
;   11 RETURN
       66  mov rax, rcx
       69  mov rsp, rbp
       6c  pop rbp
       6d  ret
       6e  call exit
       73  neg rax
       76  jmp 40
       78  call exit
       7d  xor edx, edx
       7f  jmp 63
       81  int3

bits: 93 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push r12
       14  sub rsp, 0x30
       1b  mov rbx, rdi
       1e  mov r12, rsi
; 6: fn bits(a: int, b: int) -> int => (a << 3 ^ b >> 1) & (a >>> 60 | ~b) + a << b
;   0 LOAD_VAR a
;   2 LOAD_CONST 3
;   4 SHL
       21  mov rax, rbx
       24  shl rax, 3
;   5 LOAD_VAR b
;   7 LOAD_CONST 1
;   9 SHR
       28  mov rcx, r12
       2b  sar rcx, 1
;   10 XOR
       2e  xor rax, rcx
;   11 LOAD_VAR a
;   13 LOAD_CONST 60
;   15 USHR
       31  mov rcx, rbx
       34  shr rcx, 0x3c
;   16 LOAD_VAR b
;   18 BIT_NOT
       38  mov rdx, r12
       3b  not rdx
;   19 OR
       3e  or rcx, rdx
;   20 LOAD_VAR a
;   22 ADD
       41  add rcx, rbx
;   23 LOAD_VAR b
;   25 SHL
       44  mov rdx, rcx
       47  mov rcx, r12
       4a  shl rdx, cl
;   26 AND
       4d  and rax, rdx
;   27 RETURN
       50  mov rbx, [rbp - 8]
       54  mov r12, [rbp - 0x10]
       58  mov rsp, rbp
       5b  pop rbp
       5c  ret

