script: 250 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x40
;   0 LOAD_CONST 1000
; 8: print(by_constants(1000), by_variable(1000, -7), bits(12345, 6))
;   2 CALL 1
       18  mov ecx, 0x3e8
       1d  mov eax, 1
       22  call qword ptr [entry by_constants]
;   4 STORE_VAR 0
       28  mov [rbp - 0x20], rax
;   6 LOAD_CONST 1000
;   8 LOAD_CONST -7
;   10 CALL 2
       2c  mov ecx, 0x3e8
       31  mov rdx, -7
       38  mov eax, 2
       3d  call qword ptr [entry by_variable]
;   12 STORE_VAR 1
       43  mov [rbp - 0x18], rax
;   14 LOAD_CONST 12345
;   16 LOAD_CONST 6
;   18 CALL 3
       47  mov ecx, 0x3039
       4c  mov edx, 6
       51  mov eax, 3
       56  call qword ptr [entry bits]
;   20 LOAD_VAR 0
;   22 WRITE_INT
       5c  mov r11, [rbp - 0x20]
       60  mov [rbp - 8], r11
       64  mov [rbp - 0x10], rax
       68  lea rcx, [data 100]
       6f  lea rdx, [rbp - 8]
       73  call execute
;   23 LOAD_STRING 0
       78  mov rax, [string 0]
;   25 WRITE_STRING
       7f  mov [rbp - 8], rax
       83  lea rcx, [data 110]
       8a  lea rdx, [rbp - 8]
       8e  call execute
;   26 LOAD_VAR 1
;   28 WRITE_INT
       93  mov r11, [rbp - 0x18]
       97  mov [rbp - 8], r11
       9b  lea rcx, [data 120]
       a2  lea rdx, [rbp - 8]
       a6  call execute
;   29 LOAD_STRING 0
       ab  mov rax, [string 0]
;   31 WRITE_STRING
       b2  mov [rbp - 8], rax
       b6  lea rcx, [data 130]
       bd  lea rdx, [rbp - 8]
       c1  call execute
;   32 WRITE_INT
       c6  lea rcx, [data 140]
       cd  lea rdx, [rbp - 0x10]
       d1  call execute
;   33 LOAD_STRING 1
       d6  mov rax, [string 1]
;   35 WRITE_STRING
       dd  mov [rbp - 0x10], rax
       e1  lea rcx, [data 150]
       e8  lea rdx, [rbp - 0x10]
       ec  call execute
;   36 RETURN
       f1  add rsp, 0x40
       f8  pop rbp
       f9  ret

by_constants: 161 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x40
        b  mov r8, rcx
; 2: fn by_constants(a: int) -> int => a / 7 + a % 10 + a / 8 + a % 16 + a / -1
;   0 LOAD_VAR a
;   2 LOAD_CONST 7
;   4 DIV
        e  mov r11, r8
       11  mov rax, 0x4924924924924925
       1b  imul r11
       1e  sar rdx, 1
       21  mov rax, rdx
       24  shr rax, 0x3f
       28  add rax, rdx
;   5 LOAD_VAR a
;   7 LOAD_CONST 10
;   9 MOD
       2b  mov rcx, rax
       2e  mov r11, r8
       31  mov rax, 0x6666666666666667
       3b  imul r11
       3e  sar rdx, 2
       42  mov rax, rdx
       45  shr rax, 0x3f
       49  add rax, rdx
       4c  imul rax, 0xa
       50  mov rdx, r11
       53  sub rdx, rax
;   10 ADD
       56  add rcx, rdx
;   11 LOAD_VAR a
;   13 LOAD_CONST 8
;   15 DIV
       59  mov rax, r8
       5c  mov r11, rax
       5f  sar r11, 0x3f
       63  shr r11, 0x3d
       67  add rax, r11
       6a  sar rax, 3
;   16 ADD
       6e  add rcx, rax
;   17 LOAD_VAR a
;   19 LOAD_CONST 16
;   21 MOD
       71  mov rax, r8
       74  mov r11, rax
       77  sar r11, 0x3f
       7b  shr r11, 0x3c
       7f  add rax, r11
       82  and rax, 0xf
       86  sub rax, r11
;   22 ADD
       89  add rcx, rax
;   23 LOAD_VAR a
;   25 LOAD_CONST -1
;   27 DIV
       8c  mov rax, r8
       8f  neg rax
;   28 ADD
       92  add rcx, rax
;   29 RETURN
       95  mov rax, rcx
       98  add rsp, 0x40
       9f  pop rbp
       a0  ret

by_variable: 153 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x50
        b  mov r8, rcx
        e  mov r9, rdx
; 4: fn by_variable(a: int, b: int) -> int => a / b + a % b
;   0 LOAD_VAR a
;   2 LOAD_VAR b
;   4 DIV
       11  mov r11, r9
       14  test r11, r11
       17  je 6b
       1d  mov rax, r8
       20  mov rdx, rax
       23  or rdx, r11
       26  shr rdx, 0x20
       2a  jne 70
       30  xor edx, edx
       32  div r11d
;   5 LOAD_VAR a
;   7 LOAD_VAR b
;   9 MOD
       35  mov rcx, rax
       38  mov r11, r9
       3b  test r11, r11
       3e  je 82
       44  mov rax, r8
       47  mov rdx, rax
       4a  or rdx, r11
       4d  shr rdx, 0x20
       51  jne 87
       57  xor edx, edx
       59  div r11d
;   10 ADD
       5c  add rcx, rdx
;   11 RETURN
       5f  mov rax, rcx
       62  add rsp, 0x50
       69  pop rbp
       6a  ret
       6b  call exit
       70  cmp r11, -1
       74  je 7d
       76  cqo
       78  idiv r11
       7b  jmp 35
       7d  neg rax
       80  jmp 35
       82  call exit
       87  cmp r11, -1
       8b  je 94
       8d  cqo
       8f  idiv r11
       92  jmp 5c
       94  xor edx, edx
       96  jmp 5c
       98  int3

bits: 73 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x50
        b  mov r8, rcx
        e  mov r9, rdx
; 6: fn bits(a: int, b: int) -> int => (a << 3 ^ b >> 1) & (a >>> 60 | ~b) + a << b
;   0 LOAD_VAR a
;   2 LOAD_CONST 3
;   4 SHL
       11  mov rax, r8
       14  shl rax, 3
;   5 LOAD_VAR b
;   7 LOAD_CONST 1
;   9 SHR
       18  mov rcx, r9
       1b  sar rcx, 1
;   10 XOR
       1e  xor rax, rcx
;   11 LOAD_VAR a
;   13 LOAD_CONST 60
;   15 USHR
       21  mov rcx, r8
       24  shr rcx, 0x3c
;   16 LOAD_VAR b
;   18 BIT_NOT
       28  mov rdx, r9
       2b  not rdx
;   19 OR
       2e  or rcx, rdx
;   20 LOAD_VAR a
;   22 ADD
       31  add rcx, r8
;   23 LOAD_VAR b
;   25 SHL
       34  mov rdx, rcx
       37  mov rcx, r9
       3a  shl rdx, cl
;   26 AND
       3d  and rax, rdx
;   27 RETURN
       40  add rsp, 0x50
       47  pop rbp
       48  ret

