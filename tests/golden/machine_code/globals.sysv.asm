script: 419 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x30
;   0 LOAD_CONST 0
;   2 STORE_GLOBAL 0
       18  mov qword ptr [global total], 0
;   4 LOAD_FLOAT 0.5
;   6 STORE_GLOBAL 1
       23  mov r11, 0x3fe0000000000000
       2d  mov [global scale], r11
;   8 LOAD_CONST 1
;   10 STORE_GLOBAL 2
       34  mov qword ptr [global is_open], 1
;   12 LOAD_CONST 5
; 12: add(5)
;   14 CALL 1
       3f  mov edi, 5
       44  mov eax, 1
       49  call qword ptr [entry add]
;   16 LOAD_CONST -3
; 13: add(-3)
;   18 CALL 1
       4f  mov rdi, -3
       56  mov eax, 1
       5b  call qword ptr [entry add]
;   20 LOAD_CONST 7
; 14: add(7)
;   22 CALL 1
       61  mov edi, 7
       66  mov eax, 1
       6b  call qword ptr [entry add]
;   24 LOAD_CONST 100
; 15: add(100)
;   26 CALL 1
       71  mov edi, 0x64
       76  mov eax, 1
       7b  call qword ptr [entry add]
; 16: print(total, scale, is_open, !is_open || total == 12)
;   28 LOAD_GLOBAL 0
       81  mov rax, [global total]
;   30 STORE_VAR 0
       88  mov [rbp - 0x28], rax
;   32 LOAD_GLOBAL 1
       8c  movsd xmm0, [global scale]
;   34 STORE_VAR 1
       94  movsd [rbp - 0x20], xmm0
;   36 LOAD_GLOBAL 2
       99  mov rax, [global is_open]
;   38 STORE_VAR 2
       a0  mov [rbp - 0x18], rax
;   40 LOAD_GLOBAL 2
       a4  mov rax, [global is_open]
;   42 JUMP_IF_FALSE 57
       ab  test rax, rax
       ae  je ce
;   47 LOAD_GLOBAL 0
       b4  mov rax, [global total]
;   49 LOAD_CONST 12
;   51 EQ
       bb  cmp rax, 0xc
       bf  sete al
       c2  movzx eax, al
;   52 JUMP 59
       c5  mov [rbp - 0x10], rax
       c9  jmp d6
;   57 LOAD_CONST 1
       ce  mov qword ptr [rbp - 0x10], 1
;   59 LOAD_VAR 0
;   61 WRITE_INT
       d6  mov r11, [rbp - 0x28]
       da  mov [rbp - 8], r11
       de  lea rdi, [data 1a8]
       e5  lea rsi, [rbp - 8]
       e9  call execute
;   62 LOAD_STRING 0
       ee  mov rax, [string 0]
;   64 WRITE_STRING
       f5  mov [rbp - 8], rax
       f9  lea rdi, [data 1b8]
      100  lea rsi, [rbp - 8]
      104  call execute
;   65 LOAD_VAR 1
;   67 WRITE_FLOAT
      109  mov r11, [rbp - 0x20]
      10d  mov [rbp - 8], r11
      111  lea rdi, [data 1c8]
      118  lea rsi, [rbp - 8]
      11c  call execute
;   68 LOAD_STRING 0
      121  mov rax, [string 0]
;   70 WRITE_STRING
      128  mov [rbp - 8], rax
      12c  lea rdi, [data 1d8]
      133  lea rsi, [rbp - 8]
      137  call execute
;   71 LOAD_VAR 2
;   73 WRITE_BOOL
      13c  mov r11, [rbp - 0x18]
      140  mov [rbp - 8], r11
      144  lea rdi, [data 1e8]
      14b  lea rsi, [rbp - 8]
      14f  call execute
;   74 LOAD_STRING 0
      154  mov rax, [string 0]
;   76 WRITE_STRING
      15b  mov [rbp - 8], rax
      15f  lea rdi, [data 1f8]
      166  lea rsi, [rbp - 8]
      16a  call execute
;   77 WRITE_BOOL
      16f  lea rdi, [data 208]
      176  lea rsi, [rbp - 0x10]
      17a  call execute
;   78 LOAD_STRING 1
      17f  mov rax, [string 1]
;   80 WRITE_STRING
      186  mov [rbp - 0x10], rax
      18a  lea rdi, [data 218]
      191  lea rsi, [rbp - 0x10]
      195  call execute
;   81 RETURN
      19a  add rsp, 0x30
      1a1  pop rbp
      1a2  ret

add: 113 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x20
; 7:     if is_open && (n > 0 || n < -10) { total += n }
;   0 LOAD_GLOBAL 2
        b  mov rax, [global is_open]
;   2 JUMP_IF_FALSE 34
       12  test rax, rax
       15  je 3f
;   7 LOAD_VAR n
;   9 LOAD_CONST 0
;   11 GT
       1b  test rdi, rdi
       1e  jg 2e
;   17 LOAD_VAR n
;   19 LOAD_CONST -10
;   21 LT
       24  cmp rdi, -0xa
       28  jge 3f
;   27 LOAD_GLOBAL 0
       2e  mov rax, [global total]
;   29 LOAD_VAR n
;   31 ADD
       35  add rax, rdi
;   32 STORE_GLOBAL 0
       38  mov [global total], rax
;   34 LOAD_VAR n
;   36 LOAD_CONST 7
;   38 NE
       3f  cmp rdi, 7
       43  setne al
       46  movzx eax, al
;   39 STORE_GLOBAL 2
       49  mov [global is_open], rax
; 9:     scale = scale * 2.0
;   41 LOAD_GLOBAL 1
       50  movsd xmm0, [global scale]
;   43 LOAD_FLOAT 2
;   45 FMUL
       58  mulsd xmm0, [data 78]
;   46 STORE_GLOBAL 1
       60  movsd [global scale], xmm0
;   48 RETURN
       68  add rsp, 0x20
       6f  pop rbp
       70  ret

