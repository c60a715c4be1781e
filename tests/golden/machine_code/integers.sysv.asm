script: 250 bytes
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
       5c  mov r11, [rbp - 0x20]
       60  mov [rbp - 8], r11
       64  mov [rbp - 0x10], rax
       68  lea rdi, [data 100]
       6f  lea rsi, [rbp - 8]
       73  call execute
;   23 LOAD_STRING 0
       78  mov rax, [string 0]
;   25 WRITE_STRING
       7f  mov [rbp - 8], rax
       83  lea rdi, [data 110]
       8a  lea rsi, [rbp - 8]
       8e  call execute
;   26 LOAD_VAR 1
;   28 WRITE_INT
       93  mov r11, [rbp - 0x18]
       97  mov [rbp - 8], r11
       9b  lea rdi, [data 120]
       a2  lea rsi, [rbp - 8]
       a6  call execute
;   29 LOAD_STRING 0
       ab  mov rax, [string 0]
;   31 WRITE_STRING
       b2  mov [rbp - 8], rax
       b6  lea rdi, [data 130]
       bd  lea rsi, [rbp - 8]
       c1  call execute
;   32 WRITE_INT
       c6  lea rdi, [data 140]
       cd  lea rsi, [rbp - 0x10]
       d1  call execute
;   33 LOAD_STRING 1
       d6  mov rax, [string 1]
;   35 WRITE_STRING
       dd  mov [rbp - 0x10], rax
       e1  lea rdi, [data 150]
       e8  lea rsi, [rbp - 0x10]
       ec  call execute
;   36 RETURN
       f1  add rsp, 0x20
       f8  pop rbp
       f9  ret

by_constants: 158 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x20
; 2: fn by_constants(a: int) -> int => a / 7 + a % 10 + a / 8 + a % 16 + a / -1
;   0 LOAD_VAR a
;   2 LOAD_CONST 7
;   4 DIV
        b  mov r11, rdi
        e  mov rax, 0x4924924924924925
       18  imul r11
       1b  sar rdx, 1
       1e  mov rax, rdx
       21  shr rax, 0x3f
       25  add rax, rdx
;   5 LOAD_VAR a
;   7 LOAD_CONST 10
;   9 MOD
       28  mov rcx, rax
       2b  mov r11, rdi
       2e  mov rax, 0x6666666666666667
       38  imul r11
       3b  sar rdx, 2
       3f  mov rax, rdx
       42  shr rax, 0x3f
       46  add rax, rdx
       49  imul rax, 0xa
       4d  mov rdx, r11
       50  sub rdx, rax
;   10 ADD
       53  add rcx, rdx
;   11 LOAD_VAR a
;   13 LOAD_CONST 8
;   15 DIV
       56  mov rax, rdi
       59  mov r11, rax
       5c  sar r11, 0x3f
       60  shr r11, 0x3d
       64  add rax, r11
       67  sar rax, 3
;   16 ADD
       6b  add rcx, rax
;   17 LOAD_VAR a
;   19 LOAD_CONST 16
;   21 MOD
       6e  mov rax, rdi
       71  mov r11, rax
       74  sar r11, 0x3f
       78  shr r11, 0x3c
       7c  add rax, r11
       7f  and rax, 0xf
       83  sub rax, r11
;   22 ADD
       86  add rcx, rax
;   23 LOAD_VAR a
;   25 LOAD_CONST -1
;   27 DIV
       89  mov rax, rdi
       8c  neg rax
;   28 ADD
       8f  add rcx, rax
;   29 RETURN
       92  mov rax, rcx
       95  add rsp, 0x20
       9c  pop rbp
       9d  ret

by_variable: 147 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x30
; 4: fn by_variable(a: int, b: int) -> int => a / b + a % b
;   0 LOAD_VAR a
;   2 LOAD_VAR b
;   4 DIV
        b  mov r11, rsi
        e  test r11, r11
       11  je 65
       17  mov rax, rdi
       1a  mov rdx, rax
       1d  or rdx, r11
       20  shr rdx, 0x20
       24  jne 6a
       2a  xor edx, edx
       2c  div r11d
;   5 LOAD_VAR a
;   7 LOAD_VAR b
;   9 MOD
       2f  mov rcx, rax
       32  mov r11, rsi
       35  test r11, r11
       38  je 7c
       3e  mov rax, rdi
       41  mov rdx, rax
       44  or rdx, r11
       47  shr rdx, 0x20
       4b  jne 81
       51  xor edx, edx
       53  div r11d
;   10 ADD
       56  add rcx, rdx
;   11 RETURN
       59  mov rax, rcx
       5c  add rsp, 0x30
       63  pop rbp
       64  ret
       65  call exit
       6a  cmp r11, -1
       6e  je 77
       70  cqo
       72  idiv r11
       75  jmp 2f
       77  neg rax
       7a  jmp 2f
       7c  call exit
       81  cmp r11, -1
       85  je 8e
       87  cqo
       89  idiv r11
       8c  jmp 56
       8e  xor edx, edx
       90  jmp 56
       92  int3

bits: 67 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x30
; 6: fn bits(a: int, b: int) -> int => (a << 3 ^ b >> 1) & (a >>> 60 | ~b) + a << b
;   0 LOAD_VAR a
;   2 LOAD_CONST 3
;   4 SHL
        b  mov rax, rdi
        e  shl rax, 3
;   5 LOAD_VAR b
;   7 LOAD_CONST 1
;   9 SHR
       12  mov rcx, rsi
       15  sar rcx, 1
;   10 XOR
       18  xor rax, rcx
;   11 LOAD_VAR a
;   13 LOAD_CONST 60
;   15 USHR
       1b  mov rcx, rdi
       1e  shr rcx, 0x3c
;   16 LOAD_VAR b
;   18 BIT_NOT
       22  mov rdx, rsi
       25  not rdx
;   19 OR
       28  or rcx, rdx
;   20 LOAD_VAR a
;   22 ADD
       2b  add rcx, rdi
;   23 LOAD_VAR b
;   25 SHL
       2e  mov rdx, rcx
       31  mov rcx, rsi
       34  shl rdx, cl
;   26 AND
       37  and rax, rdx
;   27 RETURN
       3a  add rsp, 0x30
       41  pop rbp
       42  ret

