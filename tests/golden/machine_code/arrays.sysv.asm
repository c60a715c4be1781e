script: 437 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  sub rsp, 0x38
;   0 LOAD_FLOAT 1.5
;   2 LOAD_FLOAT 2.5
; 14: let xs = [1.5, 2.5]
;   4 NEW_ARRAY 4 2
       19  mov r11, 0x3ff8000000000000
       23  mov [rbp - 0x20], r11
       27  mov r11, 0x4004000000000000
       31  mov [rbp - 0x18], r11
       35  lea rdi, [data 1c0]
       3c  lea rsi, [rbp - 0x20]
       40  call execute
;   7 STORE_VAR xs
       45  mov rbx, [rbp - 0x20]
;   9 LOAD_VAR xs
;   11 LOAD_CONST 1
;   13 LOAD_FLOAT 3.5
; 15: set(xs, 1, 3.5)
;   15 CALL 1
       49  mov rdi, rbx
       4c  mov esi, 1
       51  movsd xmm0, [data 1b8]
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
       7c  lea rdi, [data 1d0]
       83  lea rsi, [rbp - 0x20]
       87  call execute
;   26 LOAD_CONST 2
;   28 CALL 2
       8c  mov rdi, [rbp - 0x20]
       90  mov esi, 2
       95  mov eax, 2
       9a  call qword ptr [entry get]
;   30 STORE_VAR 1
       a0  mov [rbp - 0x30], rax
;   32 LOAD_CONST 1
;   34 LOAD_CONST 0
;   36 NEW_ARRAY 6 2
       a4  mov qword ptr [rbp - 0x20], 1
       ac  mov qword ptr [rbp - 0x18], 0
       b4  lea rdi, [data 1e0]
       bb  lea rsi, [rbp - 0x20]
       bf  call execute
;   39 CALL 3
       c4  mov rdi, [rbp - 0x20]
       c8  mov eax, 3
       cd  call qword ptr [entry last]
;   41 STORE_VAR 2
       d3  mov [rbp - 0x28], rax
;   43 LOAD_CONST 5
;   45 CALL 4
       d7  mov edi, 5
       dc  mov eax, 4
       e1  call qword ptr [entry squares]
;   47 LOAD_VAR 1
;   49 WRITE_INT
       e7  mov r11, [rbp - 0x30]
       eb  mov [rbp - 0x18], r11
       ef  mov [rbp - 0x20], rax
       f3  lea rdi, [data 1f0]
       fa  lea rsi, [rbp - 0x18]
       fe  call execute
;   50 LOAD_STRING 0
      103  mov rax, [string 0]
;   52 WRITE_STRING
      10a  mov [rbp - 0x18], rax
      10e  lea rdi, [data 200]
      115  lea rsi, [rbp - 0x18]
      119  call execute
;   53 LOAD_VAR xs
;   55 WRITE_VALUE 4
      11e  mov [rbp - 0x18], rbx
      122  lea rdi, [data 210]
      129  lea rsi, [rbp - 0x18]
      12d  call execute
;   57 LOAD_STRING 0
      132  mov rax, [string 0]
;   59 WRITE_STRING
      139  mov [rbp - 0x18], rax
      13d  lea rdi, [data 220]
      144  lea rsi, [rbp - 0x18]
      148  call execute
;   60 LOAD_VAR 2
;   62 WRITE_BOOL
      14d  mov r11, [rbp - 0x28]
      151  mov [rbp - 0x18], r11
      155  lea rdi, [data 230]
      15c  lea rsi, [rbp - 0x18]
      160  call execute
;   63 LOAD_STRING 0
      165  mov rax, [string 0]
;   65 WRITE_STRING
      16c  mov [rbp - 0x18], rax
      170  lea rdi, [data 240]
      177  lea rsi, [rbp - 0x18]
      17b  call execute
;   66 WRITE_VALUE 5
      180  lea rdi, [data 250]
      187  lea rsi, [rbp - 0x20]
      18b  call execute
;   68 LOAD_STRING 1
      190  mov rax, [string 1]
;   70 WRITE_STRING
      197  mov [rbp - 0x20], rax
      19b  lea rdi, [data 260]
      1a2  lea rsi, [rbp - 0x20]
      1a6  call execute
;   71 RETURN
      1ab  add rsp, 0x38
      1b2  pop rbx
      1b3  pop rbp
      1b4  ret

set: 56 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x30
        b  movsd [rbp - 0x20], xmm0
; 4: fn set(a: float[], i: int, x: float) { a[i] = x }
;   0 LOAD_VAR a
;   2 LOAD_VAR i
;   4 LOAD_VAR x
;   6 ARRAY_SET
       10  movsd xmm0, [rbp - 0x20]
       15  cmp rsi, [rdi + 8]
       19  jae 32
       1f  mov r11, [rdi + 0x18]
       23  movsd [r11 + rsi*8], xmm0
;   7 RETURN
       29  add rsp, 0x30
       30  pop rbp
       31  ret
       32  call exit
       37  int3

get: 44 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x20
; 2: fn get(a: int[], i: int) -> int => a[i]
;   0 LOAD_VAR a
;   2 LOAD_VAR i
;   4 ARRAY_GET
        b  cmp rsi, [rdi + 8]
        f  jae 26
       15  mov r11, [rdi + 0x18]
       19  mov rax, [r11 + rsi*8]
;   5 RETURN
       1d  add rsp, 0x20
       24  pop rbp
       25  ret
       26  call exit
       2b  int3

last: 56 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x20
; 6: fn last(a: bool[]) -> bool => a[a.len() - 1]
;   0 LOAD_VAR a
;   2 LOAD_VAR a
;   4 ARRAY_LEN
        b  mov rax, [rdi + 8]
;   5 LOAD_CONST 1
;   7 SUB
        f  add rax, -1
;   8 ARRAY_GET
       13  cmp rax, [rdi + 8]
       17  jae 32
       1d  mov r11, [rdi + 0x18]
       21  movzx ecx, byte ptr [r11 + rax]
;   9 RETURN
       26  mov rax, rcx
       29  add rsp, 0x20
       30  pop rbp
       31  ret
       32  call exit
       37  int3

squares: 253 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  push r12
       14  push r13
       16  sub rsp, 0x38
       1d  mov r13, rdi
; 8: fn squares(n: int) -> int[] {
;   0 LOAD_CONST 0
;   2 LOAD_CONST 0
; 9:     let result = [0; 0]
;   4 ARRAY_FILL 5
       20  mov qword ptr [rbp - 0x30], 0
       28  mov qword ptr [rbp - 0x28], 0
       30  lea rdi, [data 100]
       37  lea rsi, [rbp - 0x30]
       3b  call execute
;   6 STORE_VAR result
       40  mov r12, [rbp - 0x30]
;   8 LOAD_CONST 0
;   10 STORE_VAR i
       44  mov ebx, 0
;   12 LOAD_VAR i
;   14 LOAD_VAR n
;   16 LT
       49  cmp rbx, r13
       4c  jge 91
       52  cmp rsp, [stack_limit]
       59  jb a2
;   22 LOAD_VAR result
;   24 LOAD_VAR i
;   26 LOAD_VAR i
;   28 MUL
       5f  mov rax, rbx
       62  imul rax, rbx
; 10:     for i in 0..n { result.push(i * i) }
;   29 ARRAY_PUSH
       66  mov rcx, [r12 + 8]
       6b  cmp rcx, [r12 + 0x10]
       70  jge a9
       76  mov r11, [r12 + 0x18]
       7b  mov [r11 + rcx*8], rax
       7f  add rcx, 1
       83  mov [r12 + 8], rcx
;   30 LOAD_VAR i
;   32 LOAD_CONST 1
;   34 ADD
       88  add rbx, 1
;   37 LOAD_VAR i
;   39 LOAD_VAR n
;   41 LT
       8c  cmp rbx, r13
       8f  jl 52
;   47 LOAD_VAR result
;   49 RETURN
       91  mov rax, r12
       94  add rsp, 0x38
       9b  pop r13
       9d  pop r12
       9f  pop rbx
       a0  pop rbp
       a1  ret
       a2  call exit
       a7  jmp 5f
       a9  mov [rbp - 0x30], r12
       ad  mov [rbp - 0x28], rax
       b1  lea rdi, [data 110]
       b8  lea rsi, [rbp - 0x30]
       bc  call execute
       c1  jmp 88
       c3  int3
       c4  push rbp
       c5  mov rbp, rsp
       c8  push rbx
       c9  push r12
       cb  push r13
       cd  sub rsp, 0x38
       d4  mov r10, rdi
       d7  mov rax, rsi
       da  mov r11d, 6
       e0  mov rdx, [r10 + r11*8 - 8]
       e5  mov [rbp + r11*8 - 0x50], rdx
       ea  sub r11, 1
       ee  jne e0
       f0  mov r13, [r10]
       f3  mov r12, [r10 + 8]
       f7  mov rbx, [r10 + 0x10]
       fb  jmp rax

