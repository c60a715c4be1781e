script: 437 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  sub rsp, 0x58
;   0 LOAD_FLOAT 1.5
;   2 LOAD_FLOAT 2.5
; 14: let xs = [1.5, 2.5]
;   4 NEW_ARRAY 4 2
       19  mov r11, 0x3ff8000000000000
       23  mov [rbp - 0x20], r11
       27  mov r11, 0x4004000000000000
       31  mov [rbp - 0x18], r11
       35  lea rcx, [data 1c0]
       3c  lea rdx, [rbp - 0x20]
       40  call execute
;   7 STORE_VAR xs
       45  mov rbx, [rbp - 0x20]
;   9 LOAD_VAR xs
;   11 LOAD_CONST 1
;   13 LOAD_FLOAT 3.5
; 15: set(xs, 1, 3.5)
;   15 CALL 1
       49  mov rcx, rbx
       4c  mov edx, 1
       51  movsd xmm2, [data 1b8]
       59  mov eax, 1
       5e  call qword ptr [entry set]
;   17 LOAD_CONST 1
;   19 LOAD_CONST 2
;   21 LOAD_CONST 3
; 16: print(get([1, 2, 3], 2), xs, last([true, false]), squares(5))
;   23 NEW_ARRAY 5 3
       64  mov qword ptr [rbp - 0x20], 1
       6c  mov qword ptr [rbp - 0x18], 2
       74  mov qword ptr [rbp - 0x10], 3
       7c  lea rcx, [data 1d0]
       83  lea rdx, [rbp - 0x20]
       87  call execute
;   26 LOAD_CONST 2
;   28 CALL 2
       8c  mov rcx, [rbp - 0x20]
       90  mov edx, 2
       95  mov eax, 2
       9a  call qword ptr [entry get]
;   30 STORE_VAR 1
       a0  mov [rbp - 0x30], rax
;   32 LOAD_CONST 1
;   34 LOAD_CONST 0
;   36 NEW_ARRAY 6 2
       a4  mov qword ptr [rbp - 0x20], 1
       ac  mov qword ptr [rbp - 0x18], 0
       b4  lea rcx, [data 1e0]
       bb  lea rdx, [rbp - 0x20]
       bf  call execute
;   39 CALL 3
       c4  mov rcx, [rbp - 0x20]
       c8  mov eax, 3
       cd  call qword ptr [entry last]
;   41 STORE_VAR 2
       d3  mov [rbp - 0x28], rax
;   43 LOAD_CONST 5
;   45 CALL 4
       d7  mov ecx, 5
       dc  mov eax, 4
       e1  call qword ptr [entry squares]
;   47 LOAD_VAR 1
;   49 WRITE_INT
       e7  mov r11, [rbp - 0x30]
       eb  mov [rbp - 0x18], r11
       ef  mov [rbp - 0x20], rax
       f3  lea rcx, [data 1f0]
       fa  lea rdx, [rbp - 0x18]
       fe  call execute
;   50 LOAD_STRING 0
      103  mov rax, [string 0]
;   52 WRITE_STRING
      10a  mov [rbp - 0x18], rax
      10e  lea rcx, [data 200]
      115  lea rdx, [rbp - 0x18]
      119  call execute
;   53 LOAD_VAR xs
;   55 WRITE_VALUE 4
      11e  mov [rbp - 0x18], rbx
      122  lea rcx, [data 210]
      129  lea rdx, [rbp - 0x18]
      12d  call execute
;   57 LOAD_STRING 0
      132  mov rax, [string 0]
;   59 WRITE_STRING
      139  mov [rbp - 0x18], rax
      13d  lea rcx, [data 220]
      144  lea rdx, [rbp - 0x18]
      148  call execute
;   60 LOAD_VAR 2
;   62 WRITE_BOOL
      14d  mov r11, [rbp - 0x28]
      151  mov [rbp - 0x18], r11
      155  lea rcx, [data 230]
      15c  lea rdx, [rbp - 0x18]
      160  call execute
;   63 LOAD_STRING 0
      165  mov rax, [string 0]
;   65 WRITE_STRING
      16c  mov [rbp - 0x18], rax
      170  lea rcx, [data 240]
      177  lea rdx, [rbp - 0x18]
      17b  call execute
;   66 WRITE_VALUE 5
      180  lea rcx, [data 250]
      187  lea rdx, [rbp - 0x20]
      18b  call execute
;   68 LOAD_STRING 1
      190  mov rax, [string 1]
;   70 WRITE_STRING
      197  mov [rbp - 0x20], rax
      19b  lea rcx, [data 260]
      1a2  lea rdx, [rbp - 0x20]
      1a6  call execute
;   71 RETURN
      1ab  add rsp, 0x58
      1b2  pop rbx
      1b3  pop rbp
      1b4  ret

set: 62 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x50
        b  mov r8, rcx
        e  mov r9, rdx
       11  movsd [rbp - 0x20], xmm2
; 4: fn set(a: float[], i: int, x: float) { a[i] = x }
;   0 LOAD_VAR a
;   2 LOAD_VAR i
;   4 LOAD_VAR x
;   6 ARRAY_SET
       16  movsd xmm0, [rbp - 0x20]
       1b  cmp r9, [r8 + 8]
       1f  jae 38
       25  mov r11, [r8 + 0x18]
       29  movsd [r11 + r9*8], xmm0
;   7 RETURN
       2f  add rsp, 0x50
       36  pop rbp
       37  ret
       38  call exit
       3d  int3

get: 50 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x40
        b  mov r8, rcx
        e  mov r9, rdx
; 2: fn get(a: int[], i: int) -> int => a[i]
;   0 LOAD_VAR a
;   2 LOAD_VAR i
;   4 ARRAY_GET
       11  cmp r9, [r8 + 8]
       15  jae 2c
       1b  mov r11, [r8 + 0x18]
       1f  mov rax, [r11 + r9*8]
;   5 RETURN
       23  add rsp, 0x40
       2a  pop rbp
       2b  ret
       2c  call exit
       31  int3

last: 59 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x40
        b  mov r8, rcx
; 6: fn last(a: bool[]) -> bool => a[a.len() - 1]
;   0 LOAD_VAR a
;   2 LOAD_VAR a
;   4 ARRAY_LEN
        e  mov rax, [r8 + 8]
;   5 LOAD_CONST 1
;   7 SUB
       12  add rax, -1
;   8 ARRAY_GET
       16  cmp rax, [r8 + 8]
       1a  jae 35
       20  mov r11, [r8 + 0x18]
       24  movzx ecx, byte ptr [r11 + rax]
;   9 RETURN
       29  mov rax, rcx
       2c  add rsp, 0x40
       33  pop rbp
       34  ret
       35  call exit
       3a  int3

squares: 243 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push rsi
       13  push rdi
       14  sub rsp, 0x58
       1b  mov rdi, rcx
; 8: fn squares(n: int) -> int[] {
;   0 LOAD_CONST 0
;   2 LOAD_CONST 0
; 9:     let result = [0; 0]
;   4 ARRAY_FILL 5
       1e  mov qword ptr [rbp - 0x30], 0
       26  mov qword ptr [rbp - 0x28], 0
       2e  lea rcx, [data f8]
       35  lea rdx, [rbp - 0x30]
       39  call execute
;   6 STORE_VAR result
       3e  mov rsi, [rbp - 0x30]
;   8 LOAD_CONST 0
;   10 STORE_VAR i
       42  mov ebx, 0
;   12 LOAD_VAR i
;   14 LOAD_VAR n
;   16 LT
       47  cmp rbx, rdi
       4a  jge 8b
       50  cmp rsp, [stack_limit]
       57  jb 9a
;   22 LOAD_VAR result
;   24 LOAD_VAR i
;   26 LOAD_VAR i
;   28 MUL
       5d  mov rax, rbx
       60  imul rax, rbx
; 10:     for i in 0..n { result.push(i * i) }
;   29 ARRAY_PUSH
       64  mov rcx, [rsi + 8]
       68  cmp rcx, [rsi + 0x10]
       6c  jge a1
       72  mov r11, [rsi + 0x18]
       76  mov [r11 + rcx*8], rax
       7a  add rcx, 1
       7e  mov [rsi + 8], rcx
;   30 LOAD_VAR i
;   32 LOAD_CONST 1
;   34 ADD
       82  add rbx, 1
;   37 LOAD_VAR i
;   39 LOAD_VAR n
;   41 LT
       86  cmp rbx, rdi
       89  jl 50
;   47 LOAD_VAR result
;   49 RETURN
       8b  mov rax, rsi
       8e  add rsp, 0x58
       95  pop rdi
       96  pop rsi
       97  pop rbx
       98  pop rbp
       99  ret
       9a  call exit
       9f  jmp 5d
       a1  mov [rbp - 0x30], rsi
       a5  mov [rbp - 0x28], rax
       a9  lea rcx, [data 108]
       b0  lea rdx, [rbp - 0x30]
       b4  call execute
       b9  jmp 82
       bb  int3
       bc  push rbp
       bd  mov rbp, rsp
       c0  push rbx
       c1  push rsi
       c2  push rdi
       c3  sub rsp, 0x58
       ca  mov r10, rcx
       cd  mov rax, rdx
       d0  mov r11d, 6
       d6  mov rdx, [r10 + r11*8 - 8]
       db  mov [rbp + r11*8 - 0x50], rdx
       e0  sub r11, 1
       e4  jne d6
       e6  mov rdi, [r10]
       e9  mov rsi, [r10 + 8]
       ed  mov rbx, [r10 + 0x10]
       f1  jmp rax

